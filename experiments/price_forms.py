"""The best price of what is sold together with add-ons, where demand is a logit: closed forms.

Each of a market's customers buys with probability D(p) = 1 / (1 + exp(k (p - p0))), and who buys brings p - c and a
further m with add-ons. Profit (p - c + m) D(p) is highest where (p - c + m) k (1 - D) = 1, so with W of Lambert

    p* = c - m + (1 + W(exp(k (p0 - c + m) - 1))) / k,   dp*/dm = D(p*) - 1

Between -1 and 0: a part of what add-ons bring is handed on to win more buyers, the larger, the fewer buy.
"""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import lambertw


def demand(price: float, steepness: float, middle: float) -> float:
    """Give the share that buys, D(p).

    Parameters
    ----------
    price : p [money]
    steepness : k [1/money, > 0]
    middle : p0, at which half of all buy [money]
    """
    return float(1.0 / (1.0 + np.exp(steepness * (price - middle))))


def best_price(steepness: float, middle: float, cost: float, add_on: float = 0.0) -> float:
    """Give the price with the highest profit [money].

    Parameters
    ----------
    steepness, middle : as for `demand`
    cost : c, of a unit [money]
    add_on : m, what a buyer brings besides [money]
    """
    w = float(lambertw(np.exp(steepness * (middle - cost + add_on) - 1.0)).real)
    return cost - add_on + (1.0 + w) / steepness


def handed_on(steepness: float, middle: float, cost: float, add_on: float = 0.0) -> float:
    """Give by how much the best price changes with what add-ons bring, dp*/dm; parameters as for `best_price`."""
    return demand(best_price(steepness, middle, cost, add_on), steepness, middle) - 1.0


def best_swing(price: float, steepness: float, middle: float, cost: float, lift: float, high: float) -> float:
    """Give the best swing of a price around its mean, as a share of it, where demand swings by `lift`.

    Parameters
    ----------
    price : mean over a cycle [money]
    steepness, middle, cost : as for `best_price`; middle is that of a season in the mean
    lift : taste in the high season above that in the low [utils]
    high : share of periods that are high
    """

    def loss(swing: float) -> float:
        tides = ((1.0 - high, high), (-high, 1.0 - high))
        return -sum(
            part * (price * (1.0 + swing * tide) - cost)
            * demand(price * (1.0 + swing * tide), steepness, middle + lift * tide / steepness) for tide, part in tides
        )  # fmt: skip

    return float(minimize_scalar(loss, bounds=(-0.9, 0.9), method="bounded", options={"xatol": 1e-6}).x)
