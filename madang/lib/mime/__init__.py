"""Internet mail as it is really sent: structure, charsets, headers, names, dates, quotes; and writing it.

Leaf functions without domain words. None raises on input from outside, all are bounded in time and memory.
"""
