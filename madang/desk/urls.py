"""The workspace's addresses."""

from django.urls import include, path, register_converter

from .lists import SlugConverter
from .pages import (
    changing,
    composing,
    fields,
    finder,
    macros,
    messages,
    news,
    originals,
    planned,
    recipients,
    views,
    workspace,
)

register_converter(SlugConverter, "list")

app_name = "desk"
urlpatterns = [
    path("", workspace.home, name="home"),
    path("", include("madang.desk.customer_urls")),
    path("counts/", workspace.list_counts, name="counts"),
    path("find/", finder.find_anything, name="find"),
    path("search/", finder.search, name="search"),
    path("views/new/", views.new_view, name="new_view"),
    path("views/preview/", views.preview, name="preview_view"),
    path("views/<int:view_id>/", views.view, name="view"),
    path("views/<int:view_id>/remove/", views.remove, name="remove_view"),
    path("views/<int:view_id>/restore/", views.restore, name="restore_view"),
    path("tickets/<int:number>/", workspace.ticket_alone, name="ticket_alone"),
    path("tickets/<int:number>/messages/", messages.talk, name="talk"),
    path("tickets/<int:number>/change/", changing.change, name="change"),
    path("tickets/<int:number>/fields/<int:field_id>/", fields.set_field, name="set_field"),
    path("tickets/<int:number>/fields/<int:field_id>/file/", fields.file, name="field_file"),
    path("tickets/<int:number>/tags/", fields.tags, name="offered_tags"),
    path("tickets/<int:number>/people/", fields.people, name="field_people"),
    path("tickets/<int:number>/choices/", changing.choices, name="choices"),
    path("tickets/<int:number>/macros/", macros.found, name="macros"),
    path("tickets/<int:number>/macros/keep/", macros.keep, name="keep_macro"),
    path("tickets/<int:number>/macros/drop/", macros.drop, name="drop_macro_part"),
    path("tickets/<int:number>/macros/<int:macro_id>/", macros.take, name="take_macro"),
    path("tickets/<int:number>/send/", composing.send, name="send"),
    path("tickets/<int:number>/planned/", planned.cards, name="planned"),
    path("tickets/<int:number>/reviewers/", planned.reviewers, name="reviewers"),
    path("tickets/<int:number>/recipients/", recipients.recipients, name="recipients"),
    path("planned/<int:planned_id>/", planned.act, name="act_on_planned"),
    path("news/", news.news, name="news"),
    path("leaving/", planned.waiting, name="leaving"),
    path("tickets/<int:number>/draft/", composing.keep_draft, name="keep_draft"),
    path("tickets/<int:number>/draft/drop/", composing.drop_draft, name="drop_draft"),
    path("tickets/<int:number>/draft/files/", composing.add_file, name="add_file"),
    path("tickets/<int:number>/draft/files/<int:file_id>/drop/", composing.drop_file, name="drop_file"),
    path("messages/<int:message_id>/mail/", messages.mail, name="mail"),
    path("messages/<int:message_id>/original/", originals.original, name="original"),
    path("messages/<int:message_id>/read-again/", originals.read_original_again, name="read_again"),
    path("files/<int:file_id>/<str:filename>", messages.file, name="file"),
    path("deliveries/<int:delivery_id>/retry/", messages.retry_delivery, name="retry_delivery"),
    path("<list:slug>/", workspace.ticket_list, name="list"),
    path("<list:slug>/rows/", workspace.rows, name="rows"),
    path("<list:slug>/<int:number>/", workspace.ticket_in_list, name="ticket"),
]
