"""The edit pages of the admin, filled in and sent as a browser would."""

from bs4 import BeautifulSoup
from django.urls import reverse


def address(name, row):
    return reverse(f"wagtailsnippets_contacts_{row._meta.model_name}:{name}", args=[row.pk])


def form(client, url):
    """What a browser would send from the edit page, as it stands."""
    page = BeautifulSoup(client.get(url).content, "html.parser")
    found = {}
    for field in page.select("#w-editor-form [name]"):
        kind = field.get("type")
        if field.name == "button" or (kind in ("checkbox", "radio") and not field.has_attr("checked")):
            continue
        found.setdefault(field["name"], []).extend(_values(field))
    return {name: values for name, values in found.items() if "__prefix__" not in name}


def _values(field):
    if field.name == "select":
        return [option.get("value", "") for option in field.select("option[selected]")] or [""]
    return [
        field.text if field.name == "textarea" else field.get("value", "on" if field.get("type") == "checkbox" else "")
    ]


def post(client, url, **changes):
    data = {**form(client, url), **{name.replace("__", "-"): value for name, value in changes.items()}}
    return client.post(url, data, follow=True, headers={"referer": f"http://testserver{url}"})


def message(response):
    return " ".join(str(one) for one in response.context["messages"])
