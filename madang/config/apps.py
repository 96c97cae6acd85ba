from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The composition root: says what follows a stroke once every package is loaded."""

    name = "madang.config"
    label = "madang_config"

    def ready(self) -> None:
        from madang import pipeline
        from madang.history.recording import follow_with

        follow_with(pipeline.follow)
