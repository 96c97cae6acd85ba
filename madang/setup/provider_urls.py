"""The addresses under settings › outgoing mail that are about mail providers' APIs."""

from django.urls import path

from .pages import outgoing, outgoing_provider

urlpatterns = [
    path("found/", outgoing.outgoing_found, name="outgoing_found"),
    path("all/providers/", outgoing_provider.outgoing_providers, name="outgoing_providers_for_all"),
    path("all/providers/<slug:code>/", outgoing_provider.outgoing_provider, name="outgoing_provider_for_all"),
    path(
        "brands/<int:brand_id>/providers/",
        outgoing_provider.outgoing_providers,
        name="outgoing_providers_of_brand",
    ),
    path(
        "brands/<int:brand_id>/providers/<slug:code>/",
        outgoing_provider.outgoing_provider,
        name="outgoing_provider_of_brand",
    ),
]
