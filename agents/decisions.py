"""What a random number is drawn for. A new decision gets a new number; old ones keep theirs."""

from enum import IntEnum

ATTRIBUTES = ("product", "speed", "service", "fit", "emotion")  # the benefits a customer weighs
SOURCES = ("organic", "advert", "word of mouth", "contact", "referral")  # weakest claim first


class Decision(IntEnum):
    """Third word of a draw's counter."""

    BIRTH = 1  # slots: see agents/customer/birth.py
    PERIOD = 2  # slots: the Slot numbers below
    CONTACT = 4  # slot: firm
    ADVERT = 5  # slot: firm
    FORGET = 6  # slot: firm
    HEAR = 7  # slot: the teller's own number, times four
    SPELL = 9  # slot: spell
    CONSIDER = 10  # slot: firm
    RESEND = 11  # slot: 0


class Slot(IntEnum):
    """Slots of Decision.PERIOD: what everybody needs numbers for in every period, so that few go to waste."""

    RECONSIDER = 0
    CHOOSE = 1
    FAIL = 2
    TALK = 3
    NOISE = 4  # two words for two attributes, so 4 .. 9
    MEET = 10  # one for each chance meeting, so 10 .. 13
