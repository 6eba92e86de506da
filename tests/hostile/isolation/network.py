"""The network, and sockets on this machine."""

from tests.hostile.isolation.common import attack

TCP = """
import socket, subprocess, urllib.request
def connect(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as link:
        link.settimeout(2)
        link.connect(address)
        link.sendall(b"hidden checks")
tried("TCP", connect, socket.AF_INET, ("127.0.0.1", WHERE["tcp"]))
tried("TCP 6", connect, socket.AF_INET6, ("::ffff:127.0.0.1", WHERE["tcp"]))
tried("HTTP", urllib.request.urlopen, f"http://127.0.0.1:{WHERE['tcp']}/", None, 2)
script = f"exec 3<>/dev/tcp/127.0.0.1/{WHERE['tcp']} && echo x >&3"
tried("bash", lambda: subprocess.run(["bash", "-c", script], check=True, capture_output=True))
"""
UDP = """
import socket
def send(flags=0):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.sendto(b"hidden checks", flags, ("127.0.0.1", WHERE["udp"]))
        # A question for the address of a name, as a resolver would send it.
        link.sendto(b"\\0\\1\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\6hidden\\4test\\0\\0\\1\\0\\1",
                    ("127.0.0.1", WHERE["udp"]))
tried("UDP", send)
tried("UDP", send, 0x20000000)
"""
RAW = """
import socket
for name, arguments in {
    "raw ICMP": (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    "ping": (socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP),
    "packet": (socket.AF_PACKET, socket.SOCK_RAW, 3 << 8),
    "netlink": (socket.AF_NETLINK, socket.SOCK_RAW, 0),
    "vsock": (40, socket.SOCK_STREAM, 0),
    "crypto": (38, 5, 0),
    "bluetooth": (31, 3, 1),
    "XDP": (44, 3, 0),
}.items():
    tried(name, socket.socket, *arguments)
"""
UNIX = """
import socket
def connect(address, kind):
    with socket.socket(socket.AF_UNIX, kind) as link:
        link.connect(address)
        link.send(b"hidden checks")
for address in ("\\0" + WHERE["abstract"], WHERE["unix"], "/run/docker.sock"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        tried(f"unix {address!r}", connect, address, kind)
"""

BANK = [
    attack("tcp", "connects by TCP", TCP),
    attack("udp", "sends by UDP, a name's look-up too", UDP),
    attack("raw-sockets", "opens raw sockets and other families", RAW),
    attack("unix-sockets", "connects to abstract and path Unix sockets", UNIX),
]
