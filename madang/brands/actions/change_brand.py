from django.db import models

from madang.history.recording import action, record

from ..errors import LastBrand, NameTaken
from ..events import BRAND_CHANGED, FieldsChanged
from ..models import Brand, Language
from .guard import colour as written
from .guard import guard, in_one_line


@action
def change_brand(
    brand: Brand, *, name: str, language: Language, colour: str, is_active: bool, by: models.Model | None
) -> None:
    """Set how a brand is called, speaks and looks, and whether it is in use.

    Raises NotAllowed, NameTaken, NotAColour and LastBrand.
    """
    guard(by)
    # All of them are held: two who put the last two away at once would leave none.
    brands = {one.pk: one for one in Brand.objects.select_for_update().order_by("pk")}
    brand = brands[brand.pk]
    others = [one for one in brands.values() if one.pk != brand.pk]
    name = in_one_line(name)
    if any(one.name == name for one in others):
        raise NameTaken(name)
    if not is_active and not any(one.is_active for one in others):
        raise LastBrand

    given = {"name": name, "language": language.value, "colour": written(colour), "is_active": is_active}
    changed = [field for field, value in given.items() if getattr(brand, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(brand, field, given[field])
    brand.save(update_fields=changed)
    record(brand, BRAND_CHANGED, by=by, data=FieldsChanged(fields=tuple(changed)))
