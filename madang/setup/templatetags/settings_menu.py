"""The menu of the settings: what the person may open."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.lib.text.folding import fold

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

register = template.Library()


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the settings: its address's name, its word, its icon, who may open it.

    An entry that is `apart` begins a group of pages that belong together. `about` says in one sentence what the
    page is for; `also` are the words by which other desks call what is there, in both languages.
    """

    address: str
    word: "_StrPromise"
    icon: str
    permission: Permission
    apart: bool = False
    about: "_StrPromise | str" = ""
    also: str = ""


MENU = (
    Entry(
        "settings",
        _("First steps"),
        "list",
        Permission.MANAGE_PEOPLE,
        about=_("What a new desk needs before it can be relied on."),
        also="onboarding getting started checklist setup guide sample data 시작 가이드 체크리스트 초기 설정 표본",
    ),
    Entry(
        "members",
        _("Members"),
        "user",
        Permission.MANAGE_PEOPLE,
        about=_("Who works here, with which role, and how far into the tickets they see."),
        also="agents users staff team members operators roles permissions invite light agents collaborators 상담원 사용자 직원 운영자 권한 역할 초대 협력업체 계정",
    ),
    Entry(
        "teams",
        _("Teams"),
        "users",
        Permission.MANAGE_PEOPLE,
        about=_("Teams share a queue: tickets come to them, and their members take them from there."),
        also="groups departments queues group 그룹 부서 상담 그룹 담당 부서",
    ),
    Entry(
        "skills",
        _("Skills"),
        "list-checks",
        Permission.MANAGE_PEOPLE,
        about=_("What some agents know and others don't, shown where somebody is chosen for a ticket."),
        also="expertise competencies skills-based routing attributes 전문 분야 역량 스킬 숙련도 업무 분야",
    ),
    Entry(
        "brands",
        _("Brands and addresses"),
        "at-sign",
        Permission.MANAGE_DESK,
        about=_("What customers see: brands, and the support addresses they write to."),
        also="multibrand products support addresses channels email forms brand 멀티브랜드 제품 서비스 이메일 주소 채널 브랜드",
    ),
    Entry(
        "desk_settings",
        _("Desk"),
        "building-2",
        Permission.MANAGE_DESK,
        about=_("The desk's name, language, time zone, and how long answers wait."),
        also="account general settings localization timezone undo send delay 계정 일반 설정 언어 시간대 발송 지연",
    ),
    Entry(
        "statuses",
        _("Statuses"),
        "circle-check",
        Permission.MANAGE_DESK,
        apart=True,
        about=_("Statuses of your own within the fixed ones."),
        also="custom statuses ticket statuses state workflow 사용자 정의 상태 티켓 상태 처리 상태 진행 단계",
    ),
    Entry(
        "fields",
        _("Fields"),
        "list-checks",
        Permission.MANAGE_DESK,
        about=_("What you keep with each ticket: an order number, a product, a date."),
        also="ticket fields custom fields properties attributes dropdown 티켓 필드 사용자 정의 필드 속성 문의 항목 추가 정보",
    ),
    Entry(
        "forms",
        _("Forms"),
        "list",
        Permission.MANAGE_DESK,
        about=_("Which fields are asked about which kind of matter."),
        also="ticket forms conditional fields dynamic sections request form 티켓 양식 조건부 필드 문의 유형 접수 양식 폼",
    ),
    Entry(
        "tags",
        _("Tags"),
        "tag",
        Permission.MANAGE_DESK,
        about=_("The words put on tickets: named anew, merged."),
        also="labels keywords topics 라벨 키워드 분류 태그 관리",
    ),
    Entry(
        "macros",
        _("Macros"),
        "zap",
        Permission.NOTE,
        about=_("Answers and changes that are needed often, kept to be used again."),
        also="canned responses saved replies templates quick replies snippets 상용구 답변 템플릿 자주 쓰는 답변 빠른 답변",
    ),
    Entry(
        "mailboxes",
        _("Mailboxes"),
        "inbox",
        Permission.MANAGE_DESK,
        apart=True,
        about=_("Mailboxes that this desk fetches mail from, by address and password or sign-in."),
        also="imap connect gmail outlook office 365 microsoft google naver daum external email mailbox 메일 연동 외부 메일 지메일 네이버 다음 메일함 연결",
    ),
    Entry(
        "incoming",
        _("Incoming mail"),
        "mail",
        Permission.MANAGE_DESK,
        about=_("What is done with mail that comes in: authentication, spam, originals."),
        also="spam filter spf dkim dmarc retention suspended blocklist allowlist 스팸 필터 인증 보관 기간 차단",
    ),
    Entry(
        "outgoing",
        _("Outgoing mail"),
        "send",
        Permission.MANAGE_DESK,
        about=_("How answers leave: server or provider, look, signature, notices to customers."),
        also="smtp email templates notifications triggers signature dkim autoresponder auto reply sendgrid mailgun 발송 서버 메일 서식 자동 응답 알림 서명 발신",
    ),
    Entry(
        "held",
        _("Held mail"),
        "shield-check",
        Permission.SEE_FAILURES,
        about=_("Mail that was held back, with its reason."),
        also="suspended tickets spam quarantine junk 보류 스팸함 격리",
    ),
    Entry(
        "failures",
        _("Needs attention"),
        "mail-warning",
        Permission.SEE_FAILURES,
        apart=True,
        about=_("What went wrong and needs somebody."),
        also="errors logs bounces failed jobs delivery 오류 실패 로그 반송",
    ),
    Entry(
        "try_it",
        _("Try it as a customer"),
        "flask-conical",
        Permission.OWN,
        about=_("Write to the desk as a customer would, and read what they get."),
        also="sandbox test preview demo 시험 테스트 미리보기 체험",
    ),
)


@register.simple_tag
def settings_menu(person: User) -> list[Entry]:
    """`{% settings_menu user as entries %}`."""
    return [entry for entry in MENU if person.may(entry.permission)]


@register.filter
def found_by(entry: Entry) -> str:
    """`{{ entry|found_by }}`: all that a page is found by, folded: its name, its sentence, others' words."""
    return fold(f"{entry.word} {entry.about} {entry.also}")


def pages_found(person: User, asked: str) -> list[Entry]:
    """The pages of the settings that a person may open and that have every word asked for."""
    words = fold(asked).split()
    return [one for one in settings_menu(person) if words and all(word in found_by(one) for word in words)]
