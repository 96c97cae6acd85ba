"""The addresses of customers in the workspace."""

from django.urls import path

from .pages import customers, merging, organizations, people_files

urlpatterns = [
    path("people/", customers.customers, name="customers"),
    path("people/files/", people_files.files, name="people_files"),
    path("people/files/save/", people_files.save_people, name="save_people"),
    path("people/files/<int:import_id>/", people_files.one_import, name="people_import"),
    path("people/files/<int:import_id>/report/", people_files.report, name="people_report"),
    path("people/<int:customer_id>/", customers.customer, name="customer"),
    path("people/<int:customer_id>/change/", customers.change_customer, name="change_customer"),
    path("people/<int:customer_id>/merge/", merging.merge_customer, name="merge_customer"),
    path("people/<int:customer_id>/part/", merging.part_customer, name="part_customer"),
    path("people/<int:customer_id>/different/", merging.dismiss_likeness, name="dismiss_likeness"),
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/<int:organization_id>/", organizations.organization, name="organization"),
    path(
        "organizations/<int:organization_id>/change/",
        organizations.change_organization,
        name="change_organization",
    ),
    path(
        "organizations/<int:organization_id>/remove/",
        organizations.remove_organization,
        name="remove_organization",
    ),
]
