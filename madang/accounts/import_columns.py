"""What a column of customers or organizations can mean, and what is wrong with a row before it is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from madang.brands.models import Language

from .domains import normal_domain
from .errors import Refused, WrongRow
from .identities import Kind, normal_identity
from .models import ImportKind, Organization, User
from .requesters import normal_name
from .zones import known_zones

MOST_ADDRESSES = 20
_LANGUAGES = {
    **{code: code for code in Language.values},
    "korean": "ko",
    "한국어": "ko",
    "한글": "ko",
    "english": "en",
    "영어": "en",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One meaning; `called` is what a column of it is called in files, besides its label."""

    name: str
    label: str | Promise
    called: Sequence[str]
    many: bool = False
    """Whether several columns may mean this."""


@dataclass(frozen=True, slots=True)
class MoreColumns:
    """Columns of another package: which there are of a kind, how a cell is read, and where it is put.

    The names of all of them begin with `beginning`, and no others do. `read` takes the kind, the column and
    the cell, and raises WrongRow; what it gives goes to `put`, with the customer or the organization that the
    row means.
    """

    beginning: str
    columns: Callable[[str], Sequence[Column]]
    read: Callable[[str, str, str], Sequence[str]]
    put: Callable[[User | Organization, str, Sequence[str], User], None]


_MORE: list[MoreColumns] = []


def register_columns(more: MoreColumns) -> None:
    """Make the columns of another package known; called once each, when the program begins."""
    _MORE.append(more)


@dataclass(slots=True)
class Row:
    """What a row says, read and found to be right. Empty says nothing."""

    name: str = ""
    identities: list[tuple[str, str]] = field(default_factory=list)
    organization: str = ""
    language: str = ""
    time_zone: str = ""
    notes: str = ""
    tags: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    more: list[tuple[MoreColumns, str, Sequence[str]]] = field(default_factory=list)

    def put_more(self, one: User | Organization, *, by: User) -> None:
        """Put what the columns of other packages say. Raises WrongRow."""
        for of, name, given in self.more:
            of.put(one, name, given, by)


_NAME = Column(
    "name", gettext_lazy("Name"), ("name", "full name", "fullname", "이름", "성명", "고객명", "고객")
)
_TAGS = Column("tags", gettext_lazy("Customer tags"), ("tags", "tag", "태그", "고객 태그", "분류"), many=True)
_NOTES = Column("notes", gettext_lazy("Notes"), ("notes", "note", "memo", "details", "메모", "비고"))
COLUMNS: Mapping[str, Sequence[Column]] = {
    ImportKind.CUSTOMERS: (
        _NAME,
        Column(
            "email",
            gettext_lazy("E-mail"),
            (
                "email",
                "e-mail",
                "mail",
                "email address",
                "이메일",
                "메일",
                "메일 주소",
                "이메일 주소",
                "전자우편",
            ),
            many=True,
        ),
        Column(
            "phone",
            pgettext_lazy("a channel", "Phone"),
            ("phone", "mobile", "tel", "phone number", "전화", "휴대폰", "연락처", "전화번호", "휴대전화"),
            many=True,
        ),
        Column(
            "own",
            gettext_lazy("Own ID"),
            ("own id", "id", "external id", "external_id", "user id", "아이디", "회원번호", "고객번호"),
            many=True,
        ),
        Column(
            "organization",
            gettext_lazy("Organization"),
            ("organization", "company", "account", "조직", "회사", "회사명", "소속"),
        ),
        Column("language", gettext_lazy("Language"), ("language", "locale", "언어")),
        Column("time_zone", gettext_lazy("Time zone"), ("time zone", "time_zone", "timezone", "시간대")),
        _TAGS,
        _NOTES,
    ),
    ImportKind.ORGANIZATIONS: (
        Column(
            "name",
            gettext_lazy("Name"),
            ("name", "organization", "company", "이름", "조직", "회사", "회사명"),
        ),
        Column(
            "domains",
            gettext_lazy("Domains"),
            ("domains", "domain", "domain_names", "도메인", "메일 도메인"),
            many=True,
        ),
        _TAGS,
        _NOTES,
    ),
}
ADDRESSES = (Kind.EMAIL.value, Kind.PHONE.value, Kind.OWN.value)


def columns_of(kind: str) -> Sequence[Column]:
    """All that a column can mean, what other packages know last."""
    return [*COLUMNS[kind], *(column for more in _MORE for column in more.columns(kind))]


def guessed(kind: str, head: Sequence[str]) -> list[str]:
    """What the columns of a file probably mean, by what they are called; each meaning once."""
    found: list[str] = []
    columns = columns_of(kind)
    for cell in head:
        called = " ".join(cell.casefold().split())
        names = (one.name for one in columns if called in one.called or called in _said(one))
        name = next(names, "")
        found.append("" if name in found else name)
    return found


def _said(column: Column) -> set[str]:
    """What files that were saved here call it, in whatever language they were."""
    found = set()
    for language in Language.values:
        with translation.override(language):
            found.add(str(column.label).casefold())
    return found


def wrong_with_columns(kind: str, columns: Sequence[str]) -> str:
    """Why a file can't be read like this, in words; empty when it can."""
    known = {one.name: one for one in columns_of(kind)}
    chosen = [one for one in columns if one]
    if any(one not in known for one in chosen):
        return _("There is no such column. Choose one from the list.")
    for name in dict.fromkeys(chosen):
        if chosen.count(name) > 1 and not known[name].many:
            return _("“%(label)s” is chosen for two columns. Choose one.") % {"label": known[name].label}
    if kind == ImportKind.ORGANIZATIONS and "name" not in chosen:
        return _("Say which column holds the name.")
    if kind == ImportKind.CUSTOMERS and not set(chosen) & set(ADDRESSES):
        return _("Say which column holds an address: e-mail, phone or your own ID.")
    return ""


def read_row(kind: str, columns: Sequence[str], cells: Sequence[str]) -> Row:
    """What a row says. Raises WrongRow, with words."""
    row = Row()
    for name, cell in zip(columns, cells, strict=False):
        written = cell.strip()
        if name and written:
            try:
                if name in _READERS:
                    _READERS[name](row, written)
                else:
                    more = next(one for one in _MORE if name.startswith(one.beginning))
                    row.more.append((more, name, more.read(kind, name, written)))
            except WrongRow:
                raise
            except Refused as refused:
                raise WrongRow(str(refused)) from refused
    if kind == ImportKind.CUSTOMERS and not row.identities:
        raise WrongRow(_("There is no address in this row, so nobody would know whom it means."))
    if kind == ImportKind.ORGANIZATIONS and not row.name:
        raise WrongRow(_("There is no name in this row."))
    return row


def _name(row: Row, cell: str) -> None:
    row.name = normal_name(cell)


def _identities(kind: str) -> Callable[[Row, str], None]:
    def read(row: Row, cell: str) -> None:
        separated = [cell] if kind == Kind.OWN else cell.replace(";", ",").replace("\n", ",").split(",")
        written = [one.strip() for one in separated if one.strip()]
        if len(written) > MOST_ADDRESSES:
            raise WrongRow(_("There are too many addresses in one row."))
        row.identities += [(kind, normal_identity(kind, one)) for one in written]

    return read


def _organization(row: Row, cell: str) -> None:
    row.organization = normal_name(cell)


def _language(row: Row, cell: str) -> None:
    code = cell.casefold()
    language = _LANGUAGES.get(code) or _LANGUAGES.get(code.partition("-")[0].partition("_")[0])
    if language is None:
        raise WrongRow(_("“%(given)s” is no language that is known here.") % {"given": cell[:50]})
    row.language = language


def _time_zone(row: Row, cell: str) -> None:
    if cell not in known_zones():
        raise WrongRow(_("“%(given)s” is no time zone. Write it like Asia/Seoul.") % {"given": cell[:50]})
    row.time_zone = cell


def _notes(row: Row, cell: str) -> None:
    row.notes = cell


def _tags(row: Row, cell: str) -> None:
    row.tags += [one.strip() for one in cell.replace(";", ",").split(",") if one.strip()]


def _domains(row: Row, cell: str) -> None:
    row.domains += [normal_domain(one) for one in cell.replace(";", ",").split(",") if one.strip()]


_READERS: Mapping[str, Callable[[Row, str], None]] = {
    "name": _name,
    "email": _identities(Kind.EMAIL),
    "phone": _identities(Kind.PHONE),
    "own": _identities(Kind.OWN),
    "organization": _organization,
    "language": _language,
    "time_zone": _time_zone,
    "notes": _notes,
    "tags": _tags,
    "domains": _domains,
}
