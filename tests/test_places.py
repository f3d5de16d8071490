"""Places: every name that people have for one leads to its council, and nothing is guessed from a misspelling."""

import random
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.place_rows import Place, read
from contacts.place_text import is_phrase
from contacts.places import Index
from contacts.spelling import distance
from tests.steps import steps

DATA = Path(__file__).parent.parent / "contacts" / "data"
PLACES = Index.load(DATA / "places.csv", DATA / "place_names.csv")

BY_COUNCIL = {
    "aberdeen-city": "Aberdeen, Torry, Northfield, Tillydrone, Mastrick, Dyce, Bridge of Don, Obar Dheathain",
    "aberdeenshire": "Peterhead, Fraserburgh, Stonehaven, Inverurie, Braemar, Huntly, Ballater, Turriff, Buchan, Ellon",
    "angus": "Arbroath, Forfar, Montrose, Brechin, Kirriemuir, Carnoustie, Edzell, Monifieth, Glen Clova",
    "argyll-and-bute": "Oban, Tobermory, Campbeltown, Islay, Iona, Tiree, Rothesay, Inveraray, Helensburgh, Coll",
    "city-of-edinburgh": "Edinburgh, Wester Hailes, Craigmillar, Portobello, Muirhouse, Auld Reekie, Dùn Èideann",
    "clackmannanshire": "Alloa, Tullibody, Dollar, Tillicoultry, Clackmannan, the Wee County, Clacks, Menstrie",
    "dumfries-and-galloway": "Stranraer, Gatehouse of Fleet, Annan, Lockerbie, Whithorn, Gretna Green, Moffat, D&G",
    "dundee-city": "Dundee, Lochee, Whitfield, Broughty Ferry, Menzieshill, Dùn Dè",
    "east-ayrshire": "Kilmarnock, Cumnock, Galston, Dalmellington, Auchinleck, Muirkirk, Killie, Hurlford, Darvel",
    "east-dunbartonshire": "Bearsden, Milngavie, Kirkintilloch, Bishopbriggs, Lennoxtown, Strathkelvin, Lenzie",
    "east-lothian": "Haddington, Musselburgh, Dunbar, North Berwick, Tranent, Prestonpans, Gullane, East Linton",
    "east-renfrewshire": "Barrhead, Newton Mearns, Giffnock, Clarkston, Eaglesham, Neilston, Thornliebank",
    "falkirk": "Falkirk, Grangemouth, Larbert, Denny, Bo'ness, Stenhousemuir, Bonnybridge, Slamannan, Camelon",
    "fife": "Kirkcaldy, Dunfermline, Glenrothes, St Andrews, Cupar, Methil, Anstruther, Crail, Cowdenbeath, St Monans",
    "glasgow-city": "Glasgow, Easterhouse, Drumchapel, Castlemilk, Govan, Possil, Glesga, Glaschu, Pollok, the Gorbals",
    "highland": "Inverness, Portree, Plockton, Lochinver, Mallaig, Aviemore, Thurso, Wick, Ullapool, Lochaber, Skye",
    "inverclyde": "Greenock, Gourock, Port Glasgow, Kilmacolm, Inverkip, Wemyss Bay",
    "midlothian": "Dalkeith, Penicuik, Bonnyrigg, Gorebridge, Loanhead, Rosewell, Newtongrange, Roslin",
    "moray": "Elgin, Forres, Buckie, Lossiemouth, Keith, Fochabers, Dufftown, Tomintoul, Morayshire",
    "na-h-eileanan-siar": "Stornoway, Lewis, Barra, the Western Isles, CnES, Benbecula, Uist, Steòrnabhagh, Leverburgh",
    "north-ayrshire": "Irvine, Largs, Saltcoats, Ardrossan, Kilwinning, Arran, Brodick, Millport, Cunninghame, Lamlash",
    "north-lanarkshire": "Motherwell, Coatbridge, Cumbernauld, Wishaw, Bellshill, Shotts, Kilsyth, Moodiesburn",
    "orkney-islands": "Kirkwall, Stromness, Orkney, Westray, Sanday, Hoy, St Margaret's Hope, Papa Westray",
    "perth-and-kinross": "Perth, Kinross, Crieff, Pitlochry, Blairgowrie, Aberfeldy, Auchterarder, P&K, Dunkeld, Scone",
    "renfrewshire": "Paisley, Johnstone, Erskine, Bridge of Weir, Linwood, Lochwinnoch, Ferguslie Park, Houston",
    "scottish-borders": "Hawick, Eyemouth, Peebles, Kelso, Jedburgh, Selkirk, the Borders, Berwickshire, Duns",
    "shetland-islands": "Lerwick, Scalloway, Unst, Yell, Shetland, Fair Isle, Foula, Brae, Whalsay, Zetland",
    "south-ayrshire": "Ayr, Troon, Prestwick, Girvan, Maybole, Ballantrae, Kyle and Carrick, Inbhir Àir, Whitletts",
    "south-lanarkshire": "Hamilton, Lanark, Rutherglen, Cambuslang, Larkhall, Biggar, Carluke, Clydesdale, EK",
    "stirling": "Stirling, Callander, Dunblane, Killin, Aberfoyle, Bannockburn, Bridge of Allan, Raploch, Crianlarich",
    "west-dunbartonshire": "Dumbarton, Clydebank, Alexandria, Balloch, Bonhill, Vale of Leven, WDC, Faifley",
    "west-lothian": "Livingston, Bathgate, Linlithgow, Broxburn, Whitburn, Armadale, West Calder, Livi, Craigshill",
}
NAMES = [(name, council) for council, names in BY_COUNCIL.items() for name in names.split(", ")]


def councils(places):
    return [slug for place in places for slug in place.councils]


@pytest.mark.parametrize(("name", "council"), [pytest.param(*row, id=row[0]) for row in NAMES])
def test_a_name_that_people_use_leads_to_its_council(name, council):
    assert council in councils(PLACES.exact(name))


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("ST ANDREWS", id="capitals"),
        pytest.param("st. andrews", id="full stop"),
        pytest.param("Saint Andrews", id="Saint"),
        pytest.param("St Andrew's", id="apostrophe"),
        pytest.param("  St   Andrews  ", id="spaces"),
        pytest.param("st-andrews", id="hyphen"),
        pytest.param("near St Andrews", id="near"),
        pytest.param("the town of St Andrews, Scotland", id="with words around"),
        pytest.param("Ｓｔ　Ａｎｄｒｅｗｓ", id="full-width"),
        pytest.param("St\u200b Andrews", id="zero-width"),
    ],
)
def test_a_name_is_found_however_it_is_written(typed):
    assert councils(PLACES.exact(typed)) == ["fife"]


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        pytest.param("South Ayrshire Council", ["south-ayrshire"], id="with council"),
        pytest.param("south ayrshire", ["south-ayrshire"], id="without council"),
        pytest.param("Perth & Kinross", ["perth-and-kinross"], id="ampersand"),
        pytest.param("City of Edinburgh Council", ["city-of-edinburgh"], id="city of"),
        pytest.param("Edinburgh City Council", ["city-of-edinburgh"], id="city council"),
        pytest.param("Comhairle nan Eilean Siar", ["na-h-eileanan-siar"], id="Gaelic"),
        pytest.param("Orkney Islands Council", ["orkney-islands"], id="islands council"),
        pytest.param("Aberdeenshire", ["aberdeenshire"], id="Aberdeenshire is not the city"),
        pytest.param("Aberdeen", ["aberdeen-city"], id="the city is not Aberdeenshire"),
        pytest.param("E Renfrewshire", ["east-renfrewshire"], id="E for East"),
        pytest.param("E. Ayrshire Council", ["east-ayrshire"], id="E with a full stop"),
        pytest.param("S Lanarkshire", ["south-lanarkshire"], id="S for South"),
        pytest.param("N Lanarkshire", ["north-lanarkshire"], id="N for North"),
        pytest.param("W Lothian", ["west-lothian"], id="W for West"),
        pytest.param("Mid Lothian", ["midlothian"], id="Mid apart"),
        pytest.param("East Renfrew", ["east-renfrewshire"], id="East Renfrew is not Renfrew"),
        pytest.param("Aberdeen area", ["aberdeen-city", "aberdeenshire"], id="Aberdeen area is both"),
    ],
)
def test_a_council_is_found_by_its_name(typed, slugs):
    assert councils(PLACES.exact(typed)) == slugs


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        pytest.param("Ayrshire", {"north-ayrshire", "east-ayrshire", "south-ayrshire"}, id="an old county"),
        pytest.param("Lanarkshire", {"north-lanarkshire", "south-lanarkshire", "glasgow-city"}, id="with a city in it"),
        pytest.param("Lothian", {"city-of-edinburgh", "west-lothian", "east-lothian", "midlothian"}, id="a region"),
        pytest.param("County of Renfrew", {"renfrewshire", "east-renfrewshire", "inverclyde"}, id="a county by name"),
        pytest.param("Renfrewshire", {"renfrewshire"}, id="a council before an old county of its name"),
        pytest.param("Balloch", {"west-dunbartonshire", "highland", "north-lanarkshire"}, id="three villages"),
        pytest.param("Tarbert", {"argyll-and-bute", "na-h-eileanan-siar"}, id="two islands' ports"),
        pytest.param("Newport", {"fife", "highland"}, id="a town and a hamlet"),
        pytest.param("Coll", {"argyll-and-bute", "na-h-eileanan-siar"}, id="an island and a village"),
        pytest.param("Gordon", {"scottish-borders", "aberdeenshire"}, id="a village and a former district"),
        pytest.param("Loch Leven", {"perth-and-kinross", "highland"}, id="two lochs"),
    ],
)
def test_a_name_of_several_councils_gives_them_all(typed, slugs):
    assert set(councils(PLACES.exact(typed))) == slugs


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        pytest.param("Newport, Fife", ["fife"], id="narrowed by its council"),
        pytest.param("Milton, Glasgow", ["glasgow-city"], id="narrowed by its city"),
        pytest.param("Newton Ayr", ["south-ayrshire"], id="narrowed without a comma"),
        pytest.param("Balloch, Inverness-shire", ["highland"], id="narrowed by its county"),
        pytest.param("Main Street, Stranraer", ["dumfries-and-galloway"], id="after a street"),
        pytest.param("Perth Road, Dundee", ["dundee-city"], id="a street named for a town"),
        pytest.param("3 Glasgow Street\nKilmarnock", ["east-ayrshire"], id="on lines"),
        pytest.param("12 Main St, Bridge of Weir, Renfrewshire", ["renfrewshire"], id="a whole address"),
        pytest.param("my daughter in law lives in Ayr", ["south-ayrshire"], id="words that are villages too"),
        pytest.param("Kyle who lives in Perth", ["perth-and-kinross"], id="a forename that is a place too"),
        pytest.param("somewhere on Skye", ["highland"], id="a forename, but nothing else"),
        pytest.param("Armadale Skye", ["highland"], id="an island after it, without a comma"),
        pytest.param("Tarbert Harris", ["na-h-eileanan-siar"], id="Harris after it"),
        pytest.param("Sandwick Lewis", ["na-h-eileanan-siar"], id="Lewis after it"),
        pytest.param("Kirkton Hawick", ["scottish-borders"], id="a name that is also a first word"),
        pytest.param("Kirkton Scottish Borders", ["scottish-borders"], id="the same before a council of two words"),
        pytest.param("12 Main St, Dalry, N Ayrshire", ["north-ayrshire"], id="a council shortened"),
        pytest.param("12 High Street, Ayr KA7 1DR", ["south-ayrshire"], id="a postcode after it"),
        pytest.param("near Ayr", ["south-ayrshire"], id="near it"),
        pytest.param("near Elgin", ["moray"], id="near Elgin is not New Elgin"),
        pytest.param("north Glasgow somewhere", ["glasgow-city"], id="a side of a city"),
        pytest.param("Newton Meanrs, East Renfrewshire", ["east-renfrewshire"], id="a council after a misspelling"),
        pytest.param("Ayr or Dundee", ["south-ayrshire", "dundee-city"], id="two places"),
        pytest.param("Perth, Scotland", ["perth-and-kinross"], id="Scotland adds nothing"),
        pytest.param("help me get back home now please", [], id="no place at all"),
        pytest.param("Perth Road", [], id="only a street"),
        pytest.param("Solway Firth", [], id="a firth is not Firth in Orkney"),
    ],
)
def test_a_place_is_found_in_an_address_or_a_sentence(typed, slugs):
    assert councils(PLACES.within(typed)) == slugs


@pytest.mark.parametrize(
    ("nickname", "slug"),
    [("Porty", "city-of-edinburgh"), ("Lossie", "moray"), ("Kirrie", "angus"), ("Arainn", "north-ayrshire")],
)
def test_what_people_call_a_place_leads_to_its_council(nickname, slug):
    assert councils(PLACES.exact(nickname)) == [slug]


@pytest.mark.parametrize(
    ("typed", "nation"),
    [
        ("Newcastle", "England"),
        ("London", "England"),
        ("Berwick", "England"),
        ("Berwick upon Tweed", "England"),
        ("Carlisle", "England"),
        ("Cardiff", "Wales"),
        ("Belfast", "Northern Ireland"),
        ("Isle of Man", "Isle of Man"),
    ],
)
def test_a_place_outside_scotland_says_where_it_is(typed, nation):
    assert [place.nation for place in PLACES.exact(typed)] == [nation]


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("Isle of Coll", ["argyll-and-bute"]),
        ("St Kilda", ["na-h-eileanan-siar"]),
        ("Port Seaton", ["east-lothian"]),
        ("Vale of Leven", ["west-dunbartonshire"]),
        ("Glencoe", ["highland"]),
        ("Glen Nevis", ["highland"]),
        ("Glen Etive", ["highland"]),
        ("Glen Affric", ["highland"]),
        ("Glen Orchy", ["argyll-and-bute"]),
        ("The Glen", []),
    ],
)
def test_an_isle_a_port_or_a_glen_is_found_by_its_whole_name(typed, slugs):
    assert councils(PLACES.exact(typed) or PLACES.within(typed)) == slugs


def test_a_scottish_namesake_comes_before_one_outside():
    assert PLACES.exact("Blackburn")[0].councils


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Stranrar", "Stranraer"),
        ("Kirkcaldie", "Kirkcaldy"),
        ("Invernes", "Inverness"),
        ("Edinborough", "Edinburgh"),
        ("Milngavey", "Milngavie"),
        ("Glasgo", "Glasgow"),
        ("Kilmarnok", "Kilmarnock"),
        ("Auchtermuchtie", "Auchtermuchty"),
        ("Abberdeen", "Aberdeen"),
        ("Stornaway", "Stornoway"),
        ("Kirkudbright", "Kirkcudbright"),
        ("musselborough", "Musselburgh"),
        ("Falkrik", "Falkirk"),
        ("12 High Street, Stranrar", "Stranraer"),
        ("near Portry", "Portree"),
    ],
)
def test_a_misspelling_suggests_the_right_place_first(typed, meant):
    assert PLACES.exact(typed) == PLACES.within(typed) == ()
    suggested = PLACES.suggest(typed)
    assert suggested[0].name == meant
    assert len(suggested) <= 3


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Nort Queensferry", "North Queensferry"),
        ("Coupfar Angus", "Coupar Angus"),
        ("Vale f Leven", "Vale of Leven"),
        ("xort Glasgow", "Port Glasgow"),
        ("Kirpkatrick Durham", "Kirkpatrick Durham"),
        ("Newton Meanrs", "Newton Mearns"),
        ("12 High Street, Newton Meanrs", "Newton Mearns"),
        ("High Street xort Glasgow", "Port Glasgow"),
        ("Upper Stranraer", "Stranraer"),
    ],
)
def test_a_misspelt_name_is_not_taken_for_the_place_in_its_last_word(typed, meant):
    assert PLACES.exact(typed) == PLACES.within(typed) == ()
    assert PLACES.suggest(typed)[0].name == meant


def test_one_slip_in_a_name_of_several_words_hardly_ever_gives_another_council():
    named = {}
    for place, others in (*read(DATA / "places.csv"), *read(DATA / "place_names.csv")):
        for name in (place.name, *others):
            named.setdefault(name, set()).update(place.councils)
    chance = random.Random(1)  # the same slips each time
    names = chance.sample(sorted(name for name, slugs in named.items() if is_phrase(name) and slugs), 300)
    wrong = [name for name in names if not gives_no_wrong_council(slip(name, chance), named[name])]
    assert len(wrong) <= 1


def slip(name, chance):
    """The name with one letter left out, put in, changed, or swapped with the next."""
    at, letter = chance.randrange(len(name)), chance.choice(string.ascii_lowercase)
    before, after = name[:at], name[at:]
    return before + chance.choice([after[1:], letter + after, letter + after[1:], after[1::-1] + after[2:]])


def gives_no_wrong_council(typed, right):
    places = PLACES.exact(typed) or PLACES.within(typed)
    return not places or bool(right.intersection(councils(places)))


@pytest.mark.parametrize(
    "typed",
    [
        "asdfgh",
        "Scotland",
        "qwerty",
        "help me",
        "please help",
        "test",
        "hello",
        "xxxx",
        "12345",
        "social work",
        "my neighbour",
        "",
        "?",
    ],
)
def test_rubbish_suggests_nothing(typed):
    assert PLACES.suggest(typed) == ()


@pytest.mark.parametrize("text", ["Stranrar " * 2000, "x" * 10_000, "a, " * 4000, "High St " * 2000, "ﷺ" * 10_000])
def test_a_long_text_is_no_more_work_than_1_000_characters_of_it(text):
    def look(at):
        return PLACES.exact(at), PLACES.within(at), PLACES.suggest(at)

    look("warm")
    assert steps(lambda: look(text)) < 1.5 * steps(lambda: look(text[:1000]))


@given(st.text())
def test_no_text_makes_the_search_fail(text):
    for places in (PLACES.exact(text), PLACES.within(text), PLACES.suggest(text)):
        assert all(place.councils or place.nation for place in places)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("ayr", "ayr", 0), ("ayr", "ary", 1), ("glasgo", "glasgow", 1), ("", "ayr", 3), ("perth", "forth", 2)],
)
def test_spellings_are_so_many_slips_apart(one, other, apart):
    assert distance(one, other) == apart


def test_two_places_of_one_name_in_one_council_are_one_answer():
    twins = [(Place("Waterside", ("east-ayrshire",), near="Patna"), ()), (Place("Waterside", ("east-ayrshire",)), ())]
    assert len(Index(twins).exact("waterside")) == 1


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        pytest.param("Renfrewshire East", ["east-renfrewshire"], id="a council turned round"),
        pytest.param("Renfrewshire, East", ["east-renfrewshire"], id="with a comma"),
        pytest.param("Lothian West Council", ["west-lothian"], id="with council"),
        pytest.param("Berwick North", ["east-lothian"], id="a town turned round"),
        pytest.param("E.Lothian", ["east-lothian"], id="a full stop and no space"),
        pytest.param("East Dun", ["east-dunbartonshire"], id="a council cut short"),
        pytest.param("North Lan", ["north-lanarkshire"], id="another"),
        pytest.param("East Ayr", ["east-ayrshire", "south-ayrshire"], id="the council, or the east of the town"),
    ],
)
def test_a_council_is_found_turned_round_or_cut_short(typed, slugs):
    assert councils(PLACES.exact(typed)) == slugs


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        pytest.param("Cupar Angus", ["perth-and-kinross"], id="Coupar Angus is neither in Fife nor in Angus"),
        pytest.param("Scalpay, Skye", ["highland"], id="not the Scalpay of Harris"),
        pytest.param("Scalpay, Harris", ["na-h-eileanan-siar"], id="not the Scalpay of Skye"),
        pytest.param("Seafield", ["west-lothian", "city-of-edinburgh", "south-ayrshire"], id="three Seafields"),
        pytest.param("Kilmory", ["argyll-and-bute", "north-ayrshire"], id="two Kilmorys"),
        pytest.param("Kirkhill", ["highland", "south-lanarkshire"], id="two Kirkhills"),
        pytest.param("near Stirling Village", ["aberdeenshire"], id="a village called Village"),
        pytest.param("Inchcolm", ["fife"], id="an island of Fife, nearer to Edinburgh"),
    ],
)
def test_a_name_leads_to_every_council_that_has_such_a_place(typed, slugs):
    assert sorted(councils(PLACES.exact(typed) or PLACES.within(typed))) == sorted(slugs)


@pytest.mark.parametrize(
    "typed",
    ["Lewis is being hit by his dad", "Lewis Smith", "my son, Logan", "Logan, 7", "Angus McDonald", "Skye Stewart"],
)
def test_the_name_of_a_child_is_no_place_but_may_be_one(typed):
    assert PLACES.exact(typed) == PLACES.within(typed) == ()
    assert PLACES.suggest(typed)


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("somewhere on Skye", ["highland"]),
        ("12 High Street, Keith", ["moray"]),
        ("12 High Street Keith", ["moray"]),
        ("Angus Council social work", ["angus"]),
        ("Struan, Skye", ["highland"]),
        ("Point Lewis", ["na-h-eileanan-siar"]),
        ("Isla in Ayr", ["south-ayrshire"]),
    ],
)
def test_the_name_of_a_person_is_a_place_where_the_words_beside_it_say_so(typed, slugs):
    assert councils(PLACES.within(typed)) == slugs


@pytest.mark.parametrize(
    "typed",
    ["St Ninian's High School", "St Ninian's High", "St Andrew's RC Primary", "Kirkhill Primary", "Harris Academy"],
)
def test_a_school_is_not_taken_for_the_place_of_its_name(typed):
    assert PLACES.exact(typed) == PLACES.within(typed) == ()
    assert PLACES.suggest(typed)


def test_a_place_named_beside_a_school_counts():
    assert councils(PLACES.within("St Andrew's Primary, Cumbernauld")) == ["north-lanarkshire"]


@pytest.mark.parametrize(
    ("typed", "nation"),
    [
        ("Newport, Wales", "Wales"),
        ("Hamilton England", "England"),
        ("Perth, Australia", "Australia"),
        ("Newcastle, Northern Ireland", "Northern Ireland"),
        ("she moved from Ayr to England", ""),
        ("England, Dundee", ""),
    ],
)
def test_a_nation_at_the_end_of_an_address_settles_it(typed, nation):
    assert [place.nation for place in PLACES.abroad(typed)] == [nation] * bool(nation)
