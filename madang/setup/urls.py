"""The addresses of the set-up and of what administrators set."""

from django.urls import path

from .pages import brands, failures, first, overview, people, teams, try_it

urlpatterns = [
    path("", first.first, name="setup"),
    path("settings/", overview.settings_home, name="settings"),
    path("sample/", overview.sample, name="sample"),
    path("sample/load/", overview.load_sample, name="load_sample"),
    path("members/", people.members, name="members"),
    path("members/new/", people.new_member, name="new_member"),
    path("members/<int:person_id>/", people.member, name="member"),
    path("members/<int:person_id>/active/", people.let_go, name="let_go"),
    path("members/<int:person_id>/invitation/", people.invite_again, name="invite_again"),
    path("members/<int:person_id>/second-factor/", people.drop_two_factor, name="drop_two_factor"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:team_id>/", teams.team, name="team"),
    path("teams/<int:team_id>/remove/", teams.remove_team, name="remove_team"),
    path("brands/", brands.brands, name="brands"),
    path("brands/new/", brands.new_brand, name="new_brand"),
    path("brands/<int:brand_id>/", brands.brand, name="brand"),
    path("brands/<int:brand_id>/address/", brands.new_inbox, name="new_inbox"),
    path("addresses/<int:inbox_id>/", brands.inbox, name="inbox"),
    path("desk/", brands.desk, name="desk_settings"),
    path("failures/", failures.failures, name="failures"),
    path("failures/mail/again/", failures.take_all_again, name="take_all_again"),
    path("failures/mail/<int:raw_id>/again/", failures.take_again, name="take_again"),
    path("failures/mail/<int:raw_id>/original/", failures.original, name="original"),
    path("failures/sending/again/", failures.send_all_again, name="send_all_again"),
    path("failures/sending/<int:delivery_id>/again/", failures.send_again, name="send_again"),
    path("failures/jobs/<int:job_id>/", failures.run_again, name="run_again"),
    path("try/", try_it.try_it, name="try_it"),
    path("try/write/", try_it.write, name="try_it_write"),
    path("try/mails/", try_it.mail_list, name="try_it_mails"),
    path("try/mails/<int:delivery_id>/body/", try_it.body, name="try_it_body"),
    path("try/mails/<int:delivery_id>/source/", try_it.source, name="try_it_source"),
    path("try/mails/<int:delivery_id>/files/<int:place>/", try_it.file, name="try_it_file"),
    path("try/mails/<int:delivery_id>/answer/", try_it.answer, name="try_it_answer"),
]
