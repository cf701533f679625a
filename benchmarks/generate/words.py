"""The words that invented news is made of, the commonest first."""

from collections.abc import Sequence


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NOUNS = _listed("""
agreement plan deal budget ceasefire proposal vote crisis talks reform border policy attack
strategy treaty inquiry strike tariff sanctions export investment pipeline harvest election
ruling shortage refinery hospital factory railway port airport satellite reactor shipyard
subsidy pension wage rent mortgage inflation recession surplus deficit loan bond currency grain
wheat oil gas coal steel copper lithium fertiliser timber water drought flood storm wildfire
earthquake landslide heatwave vaccine outbreak clinic ambulance surgeon nurse patient school
university teacher pupil library museum theatre stadium tournament championship athlete referee
coach anthem parade monument archive manuscript census survey poll referendum constitution
senate chamber cabinet council committee commission tribunal court verdict appeal prosecution
defence testimony witness warrant prison parole amnesty pardon extradition asylum visa passport
customs smuggling piracy blockade convoy frigate submarine helicopter artillery ammunition
radar drone missile tank brigade battalion garrison reservist conscript veteran hostage prisoner
truce armistice withdrawal offensive siege evacuation refugee shelter aid donor relief
reconstruction bridge tunnel motorway tram ferry runway depot warehouse supermarket retailer
brewery bakery fishery farm orchard vineyard dairy livestock poultry forest wetland glacier reef
emission turbine battery grid substation blackout outage software chip semiconductor algorithm
password leak breach lawsuit patent licence merger takeover bankruptcy audit dividend
shareholder startup venture auction tender contract supplier subcontractor apprentice union
lockout picket petition manifesto coalition opposition minority mandate quota threshold deadline
timetable roadmap framework protocol memorandum annex amendment clause safeguard guarantee
concession compromise stalemate deadlock breakthrough setback scandal resignation reshuffle
inauguration succession coronation pilgrimage cathedral mosque temple synagogue festival
""")

ADJECTIVES = _listed("""
new national international public economic military regional financial local foreign political
major joint final early recent emergency strategic humanitarian annual temporary provisional
binding voluntary controversial ambitious modest sweeping costly delayed disputed secret formal
informal bilateral federal municipal coastal northern southern eastern western central rural
urban industrial agricultural nuclear naval digital medical judicial constitutional electoral
diplomatic commercial technical scientific environmental cultural religious historic ancient
modern independent sovereign permanent lasting fragile renewed unprecedented unexpected
preliminary partial comprehensive conditional unconditional unilateral retaliatory preventive
punitive transparent confidential verified unverified severe moderate record lower higher
cheaper dearer scarce abundant idle derelict flooded frozen landlocked seasonal migrant skilled
unskilled elderly vulnerable wealthy bankrupt profitable loss-making state-owned private listed
""")

VERBS = _listed("""
support delay protect expand finance reject review approve suspend strengthen monitor rebuild
secure reduce limit restore replace defend inspect modernise privatise nationalise subsidise
regulate postpone accelerate abandon renegotiate ratify amend repeal enforce investigate
publish withhold disclose audit insure repair dismantle relocate evacuate reopen close blockade
patrol fortify demilitarise supply ration import export stockpile recycle irrigate replant
vaccinate quarantine certify license tax exempt compensate resettle repatriate deport naturalise
register translate digitise encrypt archive broadcast boycott condemn endorse oppose scrutinise
overhaul streamline decentralise merge acquire divest refinance restructure underwrite
""")

PREFIXES = ("re", "counter", "inter", "over", "under", "micro", "multi", "super", "trans", "semi")

SAYING = _listed("""
said added warned announced stressed argued insisted confirmed explained noted claimed
declared suggested replied acknowledged predicted maintained complained conceded recalled
reiterated cautioned remarked
""")
"""Verbs of saying that take “that”, as reporters use them: the first most of all."""

ADVERBS = _listed("""
quickly quietly gradually fully partly openly formally jointly urgently carefully steadily
repeatedly largely narrowly unanimously reluctantly briefly abruptly
""")

UNITS = (
    ("country", "countries"), ("tank", "tanks"), ("drone", "drones"), ("missile", "missiles"),
    ("soldier", "soldiers"), ("tonne", "tonnes"), ("home", "homes"), ("job", "jobs"),
    ("megawatt", "megawatts"), ("vessel", "vessels"), ("hectare", "hectares"),
    ("barrel", "barrels"), ("vehicle", "vehicles"), ("bed", "beds"), ("dose", "doses"),
    ("turbine", "turbines"), ("generator", "generators"), ("satellite", "satellites"),
)  # fmt: skip
"""What is counted: one of it, and several."""

ITEMS = _listed("""
drones missiles radars generators vaccines turbines locomotives frigates helicopters satellites
tractors fertiliser grain steel transformers ambulances batteries chips patrol-boats simulators
pipelines seeds textbooks tents water-pumps cranes trams reactors rifles spare-parts
""")

OFFICES = (
    "Prime Minister", "President", "Foreign Minister", "Finance Minister", "Defence Minister",
    "Interior Minister", "Health Minister", "Energy Minister", "Trade Minister", "Chancellor",
    "Chief Executive", "Ambassador", "Governor", "Mayor", "Chief Justice", "Army Chief",
    "Central Bank Governor", "Opposition Leader", "Special Envoy", "Chief Negotiator",
)  # fmt: skip

GIVEN = _listed("""
Anna Ben Carla Daniel Elena Farid Grace Hugo Ines Jonas Kofi Leila Marco Nadia Oskar Priya
Quentin Rosa Samir Tariq Ulla Viktor Wanda Xenia Yusuf Zoë Amara Bjørn Chloé Dmitri Emeka Fatima
Giorgos Hana Ivan Jürgen Katarína Luís Mei Niamh Olena Pedro Rania Søren Thandiwe Ursula Václav
Wei Yara Žofia
""")

SURNAME_STEMS = _listed("""
Mar Tel Kov Hal Ber Lin Dor Vas Pet Sor Gal Nov Rud Bar Fen Cas Mon Ter Wal Han Jel Kar Lor Mal
Nor Ost Pav Rad Sal Tom Ulv Ven Wes Yor Zel Alv Bel Cor Dal Eng Fal Gor Hol Ibr Jan Kel Lam Mer
""")
SURNAME_MIDDLES = ("a", "o", "en", "in", "ar", "er", "ov", "as", "em", "il", "un", "est", "ad")
SURNAME_ENDS = (
    "son", "ić", "ova", "sen", "ez", "ini", "ou", "mann", "ski", "ado", "yan", "dze", "ley", "ford",
    "berg", "wala", "ström", "eira", "ek", "aru",
)  # fmt: skip

FIRM_ENDS = (
    "Energy", "Systems", "Holdings", "Logistics", "Aerospace", "Motors", "Bank", "Foods", "Steel",
    "Telecom", "Pharma", "Shipping", "Mining", "Insurance", "Robotics", "Media", "Airlines",
)  # fmt: skip

BODIES = (
    "Ministry of Defence", "Ministry of Finance", "Foreign Ministry", "Ministry of Health",
    "Energy Agency", "Interior Ministry", "Border Agency", "Central Bank", "Customs Service",
    "Development Fund", "Reconstruction Fund", "Pension Fund",
)  # fmt: skip

CREWS = (
    "officials", "lawmakers", "negotiators", "diplomats", "farmers", "engineers", "investors",
    "troops", "doctors", "fishermen", "judges", "exporters", "trade unions", "students",
)  # fmt: skip

UNDERTAKINGS = (
    ("Accord", "agreement"), ("Treaty", "agreement"), ("Coalition", "coalition"),
    ("Alliance for Growth", "coalition"), ("Mission", "operation"), ("Shield", "operation"),
    ("Recovery Plan", "plan"), ("Compact", "plan"), ("Roadmap", "plan"), ("Initiative", "plan"),
)  # fmt: skip
"""What initiatives are called, and of what kind they then are."""

PUBLISHERS = tuple(
    f"{place} {paper}"
    for paper in ("Herald", "Courier", "Daily", "Tribune", "Observer", "Post")
    for place in ("Northern", "Harbour", "Capital", "River", "Eastern", "Union", "Lake", "Alpine")
)

DEMONYMS = {
    "US": "American", "GB": "British", "CN": "Chinese", "RU": "Russian", "UA": "Ukrainian",
    "FR": "French", "DE": "German", "JP": "Japanese", "IN": "Indian", "IT": "Italian",
    "ES": "Spanish", "PL": "Polish", "TR": "Turkish", "BR": "Brazilian", "CA": "Canadian",
    "AU": "Australian", "KR": "South Korean", "MX": "Mexican", "ZA": "South African",
    "NG": "Nigerian", "EG": "Egyptian", "SA": "Saudi", "IL": "Israeli", "IR": "Iranian",
    "SE": "Swedish", "NO": "Norwegian", "FI": "Finnish", "DK": "Danish", "NL": "Dutch",
    "BE": "Belgian", "CH": "Swiss", "AT": "Austrian", "GR": "Greek", "PT": "Portuguese",
    "IE": "Irish", "CZ": "Czech", "HU": "Hungarian", "RO": "Romanian", "KE": "Kenyan",
    "ID": "Indonesian", "VN": "Vietnamese", "TH": "Thai", "AR": "Argentine", "CL": "Chilean",
}  # fmt: skip
"""Adjectives of countries. These countries also make most of the news, in this order."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def derived(words: Sequence[str]) -> list[str]:
    """The words, and after them rarer ones that are made of them."""
    return [*words, *(f"{prefix}{word}" for prefix in PREFIXES for word in words)]
