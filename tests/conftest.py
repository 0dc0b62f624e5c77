"""Settings for every test."""

from hypothesis import settings

settings.register_profile("tenfold", deadline=None)  # the first call of a rule compiles it
settings.load_profile("tenfold")
