from django.urls import path

from contacts import open_data, views

app_name = "contacts"
urlpatterns = [
    path("", views.find, name="find"),
    path("open-data/", open_data.about, name="open_data"),
    path("contacts.json", open_data.contacts_json, name="json"),
    path("contacts.csv", open_data.contacts_csv, name="csv"),
    path("contacts.schema.json", open_data.schema, name="schema"),
    path("changes.atom", open_data.changes, name="changes"),
    path("all-numbers/", views.all_numbers, name="all_numbers"),
    path("<str:slug>/contact.vcf", views.contact_card, name="vcard"),
    path("<str:slug>/", views.council, name="council"),
]
