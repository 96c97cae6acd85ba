"""What a throw-away Dovecot is told, in the words of its version."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Facts:
    """What the settings say. `owner` (with `uid` and `gid`) is whose mailboxes they are; unless root starts the
    server it is also who runs it, and nothing can be locked into a folder then.
    """

    folder: Path
    port: int
    tls_port: int
    chain: Path
    key: Path
    password: str
    owner: str
    uid: int
    gid: int
    is_by_root: bool
    introspection: str
    tokens_by: Sequence[str]
    idle: bool

    @property
    def mechanisms(self) -> str:
        """How one may sign in."""
        return " ".join(["plain", *(self.tokens_by if self.introspection else [])])

    @property
    def capability(self) -> str:
        """The line that keeps quiet about IDLE."""
        return "" if self.idle else "imap_capability = IMAP4rev1 UIDPLUS MOVE LITERAL+"

    @property
    def internal_users(self) -> str:
        """The lines that let it run without root."""
        if self.is_by_root:
            return ""
        names = (f"default_internal_user = {self.owner}", f"default_login_user = {self.owner}")
        return "\n".join((*names, "default_internal_group ="))

    @property
    def services(self) -> str:
        """Where it listens."""
        chroot = "" if self.is_by_root else "chroot ="
        return f"""
service imap-login {{
  {chroot}
  process_limit = 100
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
    ssl = yes
  }}
}}
service anvil {{
  {chroot}
}}
service stats {{
  {chroot}
}}
"""


def settings_of_23(facts: Facts) -> str:
    """dovecot.conf as 2.3 reads it."""
    oauth2 = f"""
passdb {{
  driver = oauth2
  mechanisms = {" ".join(facts.tokens_by)}
  args = {facts.folder}/oauth2.conf
}}"""
    return f"""{_of_both(facts)}
ssl_cert = <{facts.chain}
ssl_key = <{facts.key}
disable_plaintext_auth = no
mail_location = maildir:{facts.folder}/mail/%u
{oauth2 if facts.introspection else ""}
passdb {{
  driver = static
  args = password={facts.password}
}}
userdb {{
  driver = static
  args = uid={facts.uid} gid={facts.gid} home={facts.folder}/mail/%u
}}
"""


def oauth2_of_23(introspection: str) -> str:
    """The file that 2.3 keeps for tokens."""
    return (
        f"introspection_mode = post\nintrospection_url = {introspection}\n"
        "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
    )


def settings_of_24(facts: Facts) -> str:
    """dovecot.conf as 2.4 reads it."""
    oauth2 = f"""
oauth2 {{
  introspection_mode = post
  introspection_url = {facts.introspection}
  username_attribute = username
  active_attribute = active
  active_value = true
}}
passdb oauth2 {{
  mechanisms_filter = {" ".join(facts.tokens_by)}
}}"""
    return f"""dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
{_of_both(facts)}
ssl_server_cert_file = {facts.chain}
ssl_server_key_file = {facts.key}
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = {facts.folder}/mail/%{{user}}
mail_home = {facts.folder}/mail/%{{user}}
{oauth2 if facts.introspection else ""}
passdb static {{
  password = {facts.password}
}}
userdb static {{
  fields {{
    uid = {facts.uid}
    gid = {facts.gid}
    home = {facts.folder}/mail/%{{user}}
  }}
}}
"""


def _of_both(facts: Facts) -> str:
    return f"""base_dir = {facts.folder}/run
state_dir = {facts.folder}/state
instance_name = {facts.folder.name}
log_path = {facts.folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
auth_mechanisms = {facts.mechanisms}
auth_failure_delay = 0
auth_verbose = no
{facts.internal_users}
{facts.capability}
mail_uid = {facts.uid}
mail_gid = {facts.gid}
first_valid_uid = 0
first_valid_gid = 0
mail_max_userip_connections = 100
mail_fsync = never
maildir_very_dirty_syncs = no
namespace inbox {{
  inbox = yes
}}
{facts.services}"""
