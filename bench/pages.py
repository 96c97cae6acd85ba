"""Opening a ticket, the list and a search, for one person, for eight, and without pause."""

import re
from urllib.parse import quote

from tests.services.desk import LiveDesk

from .browser import Client, alone, eight, without_pause
from .figures import in_ms

SEARCHES = (
    "환불",
    "결제",
    "login",
    "refund",
    "로그인이 안돼요",
    "배송",
    "order",
    "카드 승인",
    "AB-1200",
    "윤서아",
)


def measure(desk: LiveDesk) -> dict[str, str]:
    """Figures of a desk whose pages run; median and 95th percentile."""
    clients = [Client(desk.port) for _ in range(8)]
    for client in clients:
        client.sign_in()
    first = clients[0]
    rows = re.findall(r"/desk/open/(\d+)/", first.get("/desk/open/rows/").decode())
    numbers = list(dict.fromkeys(rows))
    newest = max(int(number) for number in numbers)
    spread = [str(max(1001, newest - step * max(1, (newest - 1001) // 60))) for step in range(60)]
    tickets = [f"/desk/open/{number}/" for number in dict.fromkeys([*numbers[:40], *spread])]
    lists = ["/desk/open/", "/desk/mine/", "/desk/unassigned/", "/desk/solved/"]
    searches = [f"/desk/find/?q={quote(words)}" for words in SEARCHES]
    result: dict[str, str] = {}
    for name, paths in (("ticket", tickets), ("list", lists), ("search", searches)):
        alone(first, paths, times=20)
        result[f"{name}, one person"] = in_ms(alone(first, paths, times=120))
        result[f"{name}, eight people"] = in_ms(eight(clients, paths, seconds=12))
        result[f"{name}, without pause"] = f"{without_pause(clients, paths, seconds=6):.0f} a second"
    alone(first, ["/healthz"], times=20)
    result["bare limit: a constant, one person"] = in_ms(alone(first, ["/healthz"], times=200))
    result["bare limit: a constant, without pause"] = (
        f"{without_pause(clients, ['/healthz'], seconds=4):.0f} a second"
    )
    return result
