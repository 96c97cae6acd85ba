"""The addresses of customers in the workspace."""

from django.urls import path

from .pages import customer_fields, customers, merging, organizations, people_files, segments

urlpatterns = [
    path("people/", customers.customers, name="customers"),
    path("people/files/", people_files.files, name="people_files"),
    path("people/files/save/", people_files.save_people, name="save_people"),
    path("people/files/<int:import_id>/", people_files.one_import, name="people_import"),
    path("people/files/<int:import_id>/report/", people_files.report, name="people_report"),
    path("people/<int:customer_id>/", customers.customer, name="customer"),
    path("people/<int:customer_id>/change/", customers.change_customer, name="change_customer"),
    path("people/colleagues/", customer_fields.people_for_fields, name="people_for_fields"),
    path(
        "people/<int:customer_id>/fields/<int:field_id>/",
        customer_fields.set_customer_field,
        name="set_customer_field",
    ),
    path("people/<int:customer_id>/merge/", merging.merge_customer, name="merge_customer"),
    path("people/<int:customer_id>/part/", merging.part_customer, name="part_customer"),
    path("people/<int:customer_id>/different/", merging.dismiss_likeness, name="dismiss_likeness"),
    path("segments/", segments.segments, name="segments"),
    path("segments/new/", segments.new_segment, name="new_segment"),
    path("segments/preview/", segments.preview, name="preview_segment"),
    path("segments/<int:segment_id>/", segments.segment, name="segment"),
    path("segments/<int:segment_id>/change/", segments.change_segment, name="change_segment"),
    path("segments/<int:segment_id>/remove/", segments.remove_segment, name="remove_segment"),
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/<int:organization_id>/", organizations.organization, name="organization"),
    path(
        "organizations/<int:organization_id>/change/",
        organizations.change_organization,
        name="change_organization",
    ),
    path(
        "organizations/<int:organization_id>/fields/<int:field_id>/",
        customer_fields.set_organization_field,
        name="set_organization_field",
    ),
    path(
        "organizations/<int:organization_id>/remove/",
        organizations.remove_organization,
        name="remove_organization",
    ),
]
