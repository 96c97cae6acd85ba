"""Words that a loosened search leaves out first, as they stand in queries: folded, without particles and
endings."""

_ENGLISH = """
    a about am an and any are as at be been but by can cant could did do does dont for from had has have
    hello hi how i if in is it its me my no not of on or our please so that the their there they this to us
    was we were what when where which who why will with wont would you your
"""
_KOREAN = """
    안녕 감사 수고 부탁 부탁드립 부탁드려 문의 문의드립 주세 좀 혹시 너무 제 제가 저 저는 것 거 수 그 이 왜
    언제 어디 어디서 어떻게 어떤 무슨 있나 있어 있습 있는 없어 없습 없는 싶어 싶습 싶은 해 해요 하고 하는
    하면 하나 합니다 했어 했는데 되나 돼요 됩니다 그런데 근데
"""

FUNCTION_WORDS = frozenset((_ENGLISH + _KOREAN).split())
