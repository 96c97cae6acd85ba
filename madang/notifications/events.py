"""What people do about what failed."""

from madang.history.kinds import Nothing, declare

FAILURE_DISMISSED = declare("failure.dismissed", Nothing)
FAILURE_BROUGHT_BACK = declare("failure.brought_back", Nothing)
