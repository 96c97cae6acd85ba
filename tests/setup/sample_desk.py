"""A desk that was just set up, with a brand of its own, before and after the sample data."""

from madang.brands.models import Language
from madang.setup.actions import Answers

BEGINNING = Answers(
    desk="마당",
    owner_name="한지우",
    owner_email="owner@madang.example",
    owner_password="lantern-hanok-42",
    brand="우리 가게",
    address="help@ours.example",
    language=Language.KOREAN,
    time_zone="Asia/Seoul",
)
