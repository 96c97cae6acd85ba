"""What is particular to sockets in a folder."""

import subprocess
import sys
import threading
import time
from pathlib import Path

from madang.lib.pubsub.hub import Hub, Subscription
from madang.lib.pubsub.publishing import encoded
from madang.lib.pubsub.sockets import SocketFolder

from .conftest import News
from .waiting import wait_until

LISTENER = """
import sys, time
from pathlib import Path
from madang.lib.pubsub.sockets import SocketFolder
from madang.lib.pubsub.transports import Stop
for packet in SocketFolder(Path(sys.argv[1])).receive(Stop()):
    print(packet.decode(), flush=True)
"""
SENDER = """
import sys
from pathlib import Path
from madang.lib.pubsub.sockets import SocketFolder
SocketFolder(Path(sys.argv[1])).send(b'["events",{"from":"another process"}]')
"""


def test_a_wake_up_crosses_processes(tmp_path: Path, news: News) -> None:
    hub = Hub(lambda: SocketFolder(tmp_path))
    subscription = Subscription(topics=frozenset({"events"}), call=news)
    hub.add(subscription)
    subprocess.run([sys.executable, "-c", SENDER, tmp_path], check=True)
    wait_until(lambda: bool(news.told))
    hub.remove(subscription)
    assert news.told == [("events", {"from": "another process"})]


def test_the_socket_of_a_killed_process_is_cleared_away(tmp_path: Path) -> None:
    listener = subprocess.Popen([sys.executable, "-c", LISTENER, tmp_path], stdout=subprocess.PIPE)
    assert listener.stdout is not None
    listener.stdout.readline()
    assert len(list(tmp_path.iterdir())) == 1
    listener.kill()
    listener.communicate()
    SocketFolder(tmp_path).send(encoded("events", {}))
    assert list(tmp_path.iterdir()) == []


def test_who_stops_listening_takes_the_socket_away(tmp_path: Path, news: News) -> None:
    hub = Hub(lambda: SocketFolder(tmp_path))
    subscription = Subscription(topics=frozenset({"events"}), call=news)
    hub.add(subscription)
    assert len(list(tmp_path.iterdir())) == 1
    hub.remove(subscription)
    wait_until(lambda: not list(tmp_path.iterdir()))


def test_a_folder_deeper_than_a_socket_address_is_long_does(tmp_path: Path, news: News) -> None:
    deep = tmp_path / ("가" * 60) / ("나" * 60)
    deep.mkdir(parents=True)
    hub = Hub(lambda: SocketFolder(deep))
    subscription = Subscription(topics=frozenset({"events"}), call=news)
    hub.add(subscription)
    SocketFolder(deep).send(encoded("events", {}))
    wait_until(lambda: bool(news.told))
    hub.remove(subscription)


def test_a_listener_that_hangs_holds_nobody_up_for_long(tmp_path: Path) -> None:
    hub = Hub(lambda: SocketFolder(tmp_path))
    go_on = threading.Event()
    hanging = Subscription(topics=frozenset({"events"}), call=lambda topic, payload: go_on.wait())
    hub.add(hanging)
    sender = SocketFolder(tmp_path)
    began = time.monotonic()
    for _ in range(100):
        sender.send(encoded("events", {}))
    took = time.monotonic() - began
    go_on.set()
    hub.remove(hanging)
    assert took < 2
