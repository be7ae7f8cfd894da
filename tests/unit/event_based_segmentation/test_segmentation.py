"""Batches from their records to updated contacts, on a store in memory: the acceptance lines."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from emulator.standins import ses_mail
from event_based_segmentation.rules.matching import Rule
from kit.deadline import Deadline
from kit.errors import BadInput, ConfigError, PermanentError, Throttled
from tests.unit.event_based_segmentation.doubles import (
    ANN,
    BOB,
    OPEN,
    OPENED,
    OPENED_AT,
    WEBINAR,
    Deployment,
    MemoryStore,
    mail,
    names,
    of_queue,
    of_stream,
    opening,
    own,
)


def test_1_an_open_sets_the_attribute_and_its_time_and_nothing_else():
    deployment = Deployment()
    assert deployment.run(of_queue(opening())) == {"batchItemFailures": []}
    assert deployment.store.people[ANN] == {
        "name": "Ann",
        "opened_email": "true",
        "opened_email_at": OPENED_AT,
    }
    assert deployment.store.calls == {"find": 1, "update": 1}
    assert deployment.meter.counts["ContactsUpdated"] == 1


def test_2_a_rule_can_remove():
    bought = Rule(name="bought", event_type="bought", match={}, action="remove", attribute="opened_email")
    deployment = Deployment(rules=(OPEN, bought))
    deployment.run(of_queue(opening()))
    deployment.run(of_queue(own("bought", "2026-01-02T03:05:00Z")))
    assert deployment.store.people[ANN] == {"name": "Ann", "opened_email_at": "2026-01-02T03:05:00.000Z"}
    deployment.run(of_queue(opening(after=1)))  # it comes late, and is older than the removal
    assert "opened_email" not in deployment.store.people[ANN]


def test_3_without_a_rule_nothing_is_called():
    deployment = Deployment()
    answer = deployment.run(of_queue(own("looked_around"), ses_mail.send(mail())))
    assert (answer, deployment.store.calls) == ({"batchItemFailures": []}, {})
    assert deployment.meter.counts["EventsUnmatched"] == 2


def test_3_two_rules_for_one_event_are_one_update():
    last = Rule(
        name="last",
        event_type="_email.open",
        match={},
        action="set",
        attribute="last_mail",
        value="{mail.messageId}",
    )
    deployment = Deployment(rules=(OPEN, last))
    deployment.run(of_queue(opening()))
    assert deployment.store.people[ANN]["opened_email"] == "true"
    assert deployment.store.people[ANN]["last_mail"] == "m-1"
    assert deployment.store.calls["update"] == 1


def test_4_an_unknown_contact_is_counted_and_not_made():
    deployment = Deployment(store=MemoryStore())
    assert deployment.run(of_queue(opening())) == {"batchItemFailures": []}
    assert (deployment.store.people, deployment.store.calls) == ({}, {"find": 1})
    assert deployment.meter.counts["ContactsUnknown"] == 1


def test_4_an_unknown_contact_is_made_where_that_is_wanted():
    deployment = Deployment(store=MemoryStore(), create_missing=True)
    deployment.run(of_queue(opening()))
    assert deployment.store.people == {ANN: {"opened_email": "true", "opened_email_at": OPENED_AT}}
    assert (deployment.meter.counts["ContactsCreated"], deployment.meter.counts["ContactsUnknown"]) == (1, 0)


def test_4_nobody_is_made_for_a_removal_alone():
    """They would have nothing but the time of what they never had."""
    left = Rule(name="left", event_type="left", match={}, action="remove", attribute="plan")
    deployment = Deployment(rules=(left, WEBINAR), store=MemoryStore(), create_missing=True)
    deployment.run(of_queue(own("left")))
    assert (deployment.store.people, deployment.meter.counts["ContactsUnknown"]) == ({}, 1)
    deployment.run(of_queue(own("left"), own("registered_for_webinar5")))
    assert deployment.store.people[ANN]["webinar_registration"] == "webinar5"


def test_an_event_without_a_contact_is_counted():
    deployment = Deployment()
    deployment.run(of_queue(own("registered_for_webinar5", email=None)))
    assert (deployment.store.calls, deployment.meter.counts["EventsWithoutContact"]) == ({}, 1)


@pytest.mark.parametrize("bad", ["%%%", "bm8ganNvbg=="])
def test_5_one_of_100_records_of_a_stream_cannot_be_read(bad):
    people = {f"user{number}@example.org": {} for number in range(100)}
    deployment = Deployment(store=MemoryStore(people))
    payloads = [own("registered_for_webinar5", email=email) for email in people]
    payloads[41] = bad
    assert deployment.run(of_stream(*payloads)) == {"batchItemFailures": []}
    done = [email for email, attributes in people.items() if attributes]
    assert len(done) == 99
    assert "user41@example.org" not in done
    assert [number for number, _ in deployment.letters] == ["41"]
    assert deployment.meter.counts["EventsRefused"] == 1


def test_a_record_of_a_queue_that_cannot_be_read_comes_again_to_become_a_dead_letter():
    deployment = Deployment()
    assert names(deployment.run(of_queue("no json", opening()))) == [0]
    assert (deployment.letters, deployment.meter.counts["RecordsAgain"]) == ([], 1)


def test_a_letter_that_cannot_be_sent_brings_the_record_again():
    deployment = Deployment(refusal=Throttled("too many"))
    assert names(deployment.run(of_stream("%%%", own("registered_for_webinar5")))) == [0]
    assert deployment.store.people[ANN]["webinar_registration"] == "webinar5"


def test_a_letter_that_has_no_time_comes_again():
    """Others of the batch are done; a thousand letters must not outlive the function."""
    over = Deadline(0.0, lambda: 0.0)
    deployment = Deployment(letters_deadline=over)
    assert names(deployment.run(of_stream("%%%", own("registered_for_webinar5")))) == [0]
    assert (deployment.letters, deployment.meter.counts["EventsRefused"]) == ([], 0)


def test_of_a_record_there_is_one_letter_however_often_its_batch_comes():
    """Lambda goes on from the first record that comes again: what stands after it comes with it."""
    store = MemoryStore({ANN: {}, BOB: {}})
    deployment = Deployment(store=store)
    batch = of_stream("%%%", opening(), "%%%", opening(BOB))["Records"]
    store.fail = lambda operation, who: Throttled("too many") if (operation, who) == ("update", ANN) else None
    for _ in range(3):
        (first,) = names(deployment.run({"Records": batch}))
        batch = [record for record in batch if int(record["kinesis"]["sequenceNumber"]) >= first]
    assert [number for number, _ in deployment.letters] == ["0"]
    store.fail = lambda _operation, _who: None
    assert names(deployment.run({"Records": batch})) == []
    assert [number for number, _ in deployment.letters] == ["0", "2"]


def test_6_what_is_throttled_comes_again_for_this_contact_and_in_its_order():
    store = MemoryStore({ANN: {}, BOB: {}})
    store.fail = lambda operation, who: Throttled("too many") if (operation, who) == ("update", ANN) else None
    deployment = Deployment(store=store, rules=(OPEN, WEBINAR))
    batch = of_stream(
        own("registered_for_webinar5"), own("registered_for_webinar5", email=BOB), opening(), opening(BOB)
    )
    answer = deployment.run(batch)
    assert names(answer) == [0, 2]
    assert (store.people[ANN], store.people[BOB]["opened_email"]) == ({}, "true")
    assert (deployment.meter.counts["RecordsAgain"], deployment.letters) == (2, [])
    store.fail = lambda _operation, _who: None
    deployment.run({"Records": [batch["Records"][number] for number in names(answer)]})
    assert (store.people[ANN]["webinar_registration"], store.people[ANN]["opened_email"]) == (
        "webinar5",
        "true",
    )


def test_6_what_has_no_time_comes_again():
    deployment = Deployment(deadline=Deadline(0.0, lambda: 0.0))
    assert names(deployment.run(of_queue(opening(), own("registered_for_webinar5")))) == [0, 1]
    assert deployment.store.calls == {}


class Ticking:
    """A clock that goes on by a second at each call of the store."""

    now = 0.0

    def __call__(self):
        return self.now

    def tick(self, _operation, _who):
        self.now += 1


@pytest.mark.parametrize(("whole", "one"), [(2.5, 9.0), (9.0, 2.5)])
def test_6_no_call_is_begun_after_the_time_of_the_batch_or_of_the_contact(whole, one):
    """However many people have the address: what was begun has the reserve of one call."""
    clock = Ticking()
    store = MemoryStore({f"{ANN}#{number}": {} for number in range(5)}, fail=clock.tick)
    deployment = Deployment(store=store, deadline=Deadline(whole, clock), contact_seconds=one)
    assert names(deployment.run(of_queue(opening()))) == [0]
    assert store.calls == {"find": 1, "update": 2}


def test_6_no_page_is_asked_for_after_the_time():
    clock = Ticking()

    class Pages(MemoryStore):
        def find(self, contact):
            while True:
                yield from super().find(contact)

    store = Pages({ANN: {}}, fail=clock.tick)
    deployment = Deployment(store=store, deadline=Deadline(2.5, clock), contact_seconds=9.0)
    assert names(deployment.run(of_queue(opening()))) == [0]
    assert store.calls == {"find": 3}


class Picky(MemoryStore):
    """Refuses one value for good, and whatever comes with it."""

    def _check(self, attributes):
        if "bad" in attributes.values():
            raise PermanentError("the value was refused")

    def update(self, person, attributes):
        self._check(attributes)
        super().update(person, attributes)

    def create(self, contact, attributes):
        self._check(attributes)
        return super().create(contact, attributes)


@pytest.mark.parametrize("known", [True, False])
def test_5_a_value_that_the_store_refuses_takes_no_other_record_with_it(known):
    said = Rule(name="said", event_type="said", match={}, action="set", attribute="word", value="{word}")
    rules = [replace(said, name=f"said-{n}", event_type=f"said-{n}", attribute=f"word_{n}") for n in range(5)]

    store = Picky({ANN: {}} if known else {})
    deployment = Deployment(rules=tuple(rules), store=store, create_missing=True)
    words = ["a", "b", "bad", "d", "e"]
    batch = [own(f"said-{n}", word=word) for n, word in enumerate(words)]
    assert names(deployment.run(of_stream(*batch))) == []
    assert deployment.letters == [("2", "the value was refused")]
    kept = [value for name, value in sorted(store.people[ANN].items()) if not name.endswith("_at")]
    assert kept == ["a", "b", "d", "e"]
    assert deployment.store.calls["find"] == 1, "a search may not show yet what was just written"
    counts = deployment.meter.counts
    assert (counts["EventsRefused"], counts["ContactsCreated"], counts["ContactsUpdated"]) == (
        1,
        0 if known else 1,
        1,
    )
    assert names(deployment.run(of_queue(*batch))) == [2]


def test_7_the_newest_wins_where_records_are_taken_one_by_one():
    """What was just written is what the next record is compared with, though no search shows it yet."""
    said = Rule(name="said", event_type="said", match={}, action="set", attribute="word", value="{word}")
    other = replace(said, name="other", event_type="other", attribute="other")
    deployment = Deployment(rules=(said, other), store=Picky({ANN: {}}))
    new, old = (own("said", f"2026-01-02T03:04:0{n}Z", word=word) for n, word in ((5, "new"), (4, "old")))
    assert names(deployment.run(of_queue(new, own("other", word="bad"), old))) == [1]
    assert deployment.store.people[ANN]["word"] == "new"


def test_a_search_that_is_refused_refuses_all_records_of_the_contact():
    store = MemoryStore({ANN: {}}, fail=lambda operation, _who: PermanentError("refused"))
    deployment = Deployment(store=store)
    assert names(deployment.run(of_stream(opening(), own("registered_for_webinar5")))) == []
    assert ([number for number, _ in deployment.letters], store.calls) == (["0", "1"], {"find": 1})


def test_what_no_retry_can_help_is_a_dead_letter_of_a_stream_at_once():
    store = MemoryStore({ANN: {}})
    store.fail = lambda operation, _who: PermanentError("refused") if operation == "update" else None
    deployment = Deployment(store=store)
    assert names(deployment.run(of_stream(opening()))) == []
    assert deployment.letters == [("0", "refused")]
    assert names(deployment.run(of_queue(opening()))) == [0]


def test_a_record_that_comes_again_for_one_of_its_contacts_is_no_letter_yet():
    store = MemoryStore({ANN: {}, BOB: {}})
    errors = {ANN: PermanentError("refused"), BOB: Throttled("too many")}
    store.fail = lambda operation, who: errors[who] if operation == "update" else None
    deployment = Deployment(store=store)
    assert names(deployment.run(of_stream(opening(ANN, BOB)))) == [0]
    assert deployment.letters == []


def test_a_wrong_deployment_fails_the_batch():
    store = MemoryStore({ANN: {}}, fail=lambda *_: ConfigError("profile:SearchProfiles was refused"))
    with pytest.raises(ConfigError, match="SearchProfiles"):
        Deployment(store=store).run(of_queue(opening()))


def test_a_fault_of_ours_stops_nobody_else(capsys):
    store = MemoryStore({ANN: {}, BOB: {}})
    store.fail = lambda _operation, who: KeyError(who) if who == ANN else None
    deployment = Deployment(store=store)
    assert names(deployment.run(of_queue(opening(), opening(BOB)))) == [0]
    assert store.people[BOB]["opened_email"] == "true"
    printed = capsys.readouterr().out
    assert "fault of ours" in printed
    assert ANN not in printed


@pytest.mark.parametrize("seed", range(5))
def test_7_duplicates_in_any_order_end_as_the_newest_event_says(seed):
    plan = Rule(
        name="plan", event_type="chose_plan", match={}, action="set", attribute="plan", value="{plan}"
    )
    ended = Rule(name="ended", event_type="ended", match={}, action="remove", attribute="plan")
    opens = Rule(name="opens", event_type="_email.open", match={}, action="increment", attribute="opens")
    events = [
        own("chose_plan", f"2026-01-02T03:04:{second:02d}Z", plan=f"plan-{second}") for second in range(9)
    ]
    events += [own("ended", "2026-01-02T03:04:05Z"), *(opening(after=second) for second in range(9))]
    rng = random.Random(seed)
    some = rng.choices(events, k=60) + events
    rng.shuffle(some)
    deployment = Deployment(rules=(plan, ended, opens))
    for start in range(0, len(some), 7):
        deployment.run(of_queue(*some[start : start + 7]))
    attributes = deployment.store.people[ANN]
    assert (attributes["plan"], attributes["plan_at"]) == ("plan-8", "2026-01-02T03:04:08.000Z")
    assert (attributes["opens"], attributes["opens_at"]) == ("9", "2026-01-02T03:04:13.000Z")


def test_7_a_batch_that_comes_again_changes_nothing_and_updates_nothing():
    opens = Rule(name="opens", event_type="_email.open", match={}, action="increment", attribute="opens")
    deployment = Deployment(rules=(OPEN, opens))
    batch = of_queue(*(opening(after=second) for second in range(60)))
    deployment.run(batch)
    before = dict(deployment.store.people[ANN])
    assert before["opens"] == "60"
    deployment.run(batch)
    assert (deployment.store.people[ANN], deployment.store.calls["update"]) == (before, 1)


def test_8_twenty_opens_of_one_person_are_one_update():
    deployment = Deployment()
    deployment.run(of_queue(*(opening(after=second) for second in range(20))))
    assert deployment.store.calls == {"find": 1, "update": 1}
    assert deployment.store.people[ANN]["opened_email_at"] == "2026-01-02T03:04:24.000Z"


def test_8_both_recipients_of_a_mail_are_updated():
    deployment = Deployment(store=MemoryStore({ANN: {}, BOB: {}}))
    deployment.run(of_queue(opening(ANN, f"Bob <{BOB}>")))
    assert [attributes["opened_email"] for attributes in deployment.store.people.values()] == ["true", "true"]


def test_8_a_recipient_who_cannot_be_read_is_counted_and_the_other_updated():
    deployment = Deployment(store=MemoryStore({BOB: {}}))
    assert names(deployment.run(of_queue(opening("Ann, or whoever", BOB)))) == []
    assert deployment.store.people[BOB]["opened_email"] == "true"
    assert deployment.meter.counts["RecipientsUnreadable"] == 1


def test_all_profiles_of_an_address_are_updated():
    deployment = Deployment(store=MemoryStore({f"{ANN}#1": {}, f"{ANN}#2": {}}))
    deployment.run(of_queue(opening()))
    assert deployment.meter.counts["ContactsUpdated"] == 2


def test_10_neither_payload_nor_address_is_logged(log):
    store = MemoryStore({ANN: {}, BOB: {}})
    store.fail = lambda _operation, who: Throttled("update was refused") if who == ANN else None
    long = own("registered_for_webinar5", email=f"{ANN}, {BOB}", secret="a secret")
    batch = of_queue("a secret", long, opening(), own("x", occurred_at=ANN), opening(BOB))
    batch["Records"][0]["messageId"] = f"{ANN} is no message id"
    Deployment(store=store).run(batch)
    printed = log.readouterr().out
    assert "record is refused" in printed
    assert "record comes again" in printed
    for word in (ANN, BOB, "secret", "webinar"):
        assert word not in printed


def test_another_caller_is_refused():
    with pytest.raises(BadInput, match="Records"):
        Deployment().run({})


def test_defect_failed_updates_are_not_swallowed():
    """The original printed a message about an S3 file and went on."""
    store = MemoryStore({ANN: {}}, fail=lambda *_: Throttled("too many"))
    assert names(Deployment(store=store).run(of_queue(opening()))) == [0]


def test_defect_the_attribute_is_the_one_that_is_named_to_marketers():
    """The original wrote opened_email and told of email_opened; the rule's own text is what is written."""
    deployment = Deployment()
    deployment.run(of_queue(opening(), ses_mail.delivery(mail(), OPENED + dt.timedelta(seconds=9))))
    assert set(deployment.store.people[ANN]) == {"name", OPEN.attribute, f"{OPEN.attribute}_at"}


def test_defect_calls_are_not_one_for_each_event():
    deployment = Deployment(store=MemoryStore({ANN: {}, BOB: {}}))
    deployment.run(of_stream(*(opening(who, after=n) for n in range(10) for who in (ANN, BOB))))
    assert deployment.store.calls == {"find": 2, "update": 2}
