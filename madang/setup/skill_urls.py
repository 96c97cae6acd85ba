"""The addresses of the settings about skills."""

from django.urls import path

from .pages import skills

urlpatterns = [
    path("", skills.skills, name="skills"),
    path("<int:skill_id>/", skills.skill, name="skill"),
    path("<int:skill_id>/remove/", skills.remove_skill, name="remove_skill"),
]
