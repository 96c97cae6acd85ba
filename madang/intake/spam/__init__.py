"""What spam filters say about a mail: the ones it passed on its way, and Rspamd when this desk has one."""

from .filters import told_by_filters
from .rspamd import RspamdDown, ask_rspamd
from .verdict import Verdict

__all__ = ["RspamdDown", "Verdict", "ask_rspamd", "told_by_filters"]
