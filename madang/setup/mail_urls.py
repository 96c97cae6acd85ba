"""The addresses of held mail and of who may write."""

from django.urls import path

from .pages import held

urlpatterns = [
    path("held/", held.held, name="held"),
    path("held/decide/", held.decide, name="decide_held"),
    path("blocked/", held.blocked, name="blocked_senders"),
    path("blocked/<int:blocked_id>/unblock/", held.unblock_sender, name="unblock_sender"),
    path("incoming/", held.incoming, name="incoming"),
]
