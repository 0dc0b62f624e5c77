"""What a random number is drawn for. A new decision gets a new number; old ones keep theirs."""

from enum import IntEnum

ATTRIBUTES = ("product", "speed", "service", "fit", "emotion")  # the benefits a customer weighs
SOURCES = ("organic", "advert", "word of mouth", "contact", "referral")  # weakest claim first


class Decision(IntEnum):
    """Third word of a draw's counter."""

    BIRTH = 1  # slots: see agents/customer/birth.py
    PERIOD = 2  # slots: the Slot numbers below
    NOISE = 3  # slots: pairs of words, an attribute each
    CONTACT = 4  # slot: firm
    ADVERT = 5  # slot: firm
    FORGET = 6  # slot: firm
    HEAR = 7  # slot: the teller's own number, times four
    TIE = 8  # slot: weak tie
    SPELL = 9  # slot: spell
    CONSIDER = 10  # slot: firm
    RESEND = 11  # slot: 0


class Slot(IntEnum):
    """Slots of Decision.PERIOD: the four things everybody needs one number for in every period."""

    RECONSIDER = 0
    CHOOSE = 1
    FAIL = 2
    TALK = 3
