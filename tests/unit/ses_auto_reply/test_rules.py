"""What mail is, which mail is answered, and how."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadInput, ConfigError
from ses_auto_reply.rules.guards import Reason, reason_to_ignore
from ses_auto_reply.rules.mail import mail_of, one_line
from ses_auto_reply.rules.reply import LONGEST_HEADER, Template, own_address, reply_to
from tests.unit.ses_auto_reply.received import RECORD, record

OWN = "no-reply@shop.example"
TEMPLATE = Template(
    subject="Re:", html="<p>%%NAME%%, %%NAME%%: %%ID%%</p>", text="%%NAME%%, %%NAME%%: %%ID%%"
)
CHARSETS = ["utf-8", "utf-7", "utf-16", "idna", "punycode", "rot13", "hex", "unknown-8bit", "8bit", "none"]
encoded_words = st.builds(
    "=?{}?{}?{}?=".format,
    st.sampled_from(CHARSETS),
    st.sampled_from("bBqQ"),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20),
)
texts = st.lists(st.text(max_size=30) | encoded_words, max_size=3).map(" ".join)


def reply(template=TEMPLATE, **changes):
    mail = mail_of(record(**changes))
    return reply_to(mail, template, own_address(mail, None))


def guard(*, require_dmarc_pass=True, own=OWN, **changes):
    return reason_to_ignore(mail_of(record(**changes)), own, require_dmarc_pass=require_dmarc_pass)


def test_1_reply_has_both_subjects_and_points_at_the_original():
    made = reply()
    assert (made.sender, made.recipient, made.subject) == (OWN, "bob@example.net", "Re: Order?")
    assert dict(made.headers) == {
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "In-Reply-To": "<x@example.net>",
        "References": "<x@example.net>",
    }


@pytest.mark.parametrize(
    ("headers", "references"),
    [
        ({"References": "<a@b> <c@d>", "In-Reply-To": "<c@d>"}, "<a@b> <c@d> <x@example.net>"),
        ({"References": "<a@b>\r\n <c@d>"}, "<a@b> <c@d> <x@example.net>"),
        ({"In-Reply-To": "<c@d> of <e@f>"}, "<c@d> <x@example.net>"),
        ({"References": "no id"}, "<x@example.net>"),
    ],
)
def test_1_thread_goes_on(headers, references):
    assert dict(reply(headers=headers).headers)["References"] == references


def test_1_long_thread_keeps_its_first_message_and_the_newest():
    ids = [f"<{number:03}-{'i' * 40}@example.net>" for number in range(100)]
    kept = dict(reply(headers={"References": " ".join(ids)}).headers)["References"]
    assert LONGEST_HEADER - 80 < len("References") + len(kept) <= LONGEST_HEADER
    assert kept.split()[0] == ids[0]
    assert kept.split()[-2:] == [ids[-1], "<x@example.net>"]


def test_2_every_placeholder_is_replaced_and_escaped_in_html_only():
    made = reply(headers={"From": '"<b>Bob</b> & Co" <bob@example.net>'})
    name = '"<b>Bob</b> & Co" <bob@example.net>'
    assert made.text == f"{name}, {name}: o3vrnil0e2ic28tr"
    assert made.html == f"<p>{html.escape(name)}, {html.escape(name)}: o3vrnil0e2ic28tr</p>"
    assert "<b>" not in made.html


def test_2_a_name_with_a_placeholder_is_a_name():
    assert reply(headers={"From": "%%ID%% <bob@example.net>"}).text.startswith(
        "%%ID%% <bob@example.net>, %%ID%%"
    )


@given(name=texts, subject=texts)
def test_2_and_7_whatever_an_outsider_writes_stays_text(name, subject):
    made = reply(headers={"From": name, "Subject": subject})
    shown = one_line(name) or "bob@example.net"
    assert made.text == f"{shown}, {shown}: o3vrnil0e2ic28tr"
    assert made.html == f"<p>{html.escape(shown)}, {html.escape(shown)}: o3vrnil0e2ic28tr</p>"
    assert made.subject == f"Re: {one_line(subject)}".strip()
    for text in (made.text, made.html, made.subject):
        assert text.isprintable()
        text.encode()


def test_3_normal_mail_passes():
    assert guard() is None
    assert guard(headers={"Auto-Submitted": "no"}) is None
    assert guard(headers={"Auto-Submitted": "No (a person); x=y"}) is None
    assert guard(headers={"Precedence": "first-class"}) is None
    assert guard(spamVerdict={"status": "GRAY"}, virusVerdict=None, dmarcVerdict={"status": "GRAY"}) is None
    assert guard(dmarcVerdict={"status": "FAIL"}, require_dmarc_pass=False) is None


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        (Reason.NO_RETURN_PATH, {"sender": ""}),
        (Reason.NO_RETURN_PATH, {"sender": "<>"}),
        (Reason.NO_RETURN_PATH, {"headers": {"Return-Path": "<>"}}),
        (Reason.MAILER_DAEMON, {"sender": "MAILER-DAEMON"}),
        (Reason.MAILER_DAEMON, {"sender": "Mailer-Daemon@example.net"}),
        (Reason.OWN_ADDRESS, {"sender": "No-Reply@shop.example"}),
        (Reason.OWN_ADDRESS, {"headers": {"From": f"Shop <{OWN}>"}}),
        (Reason.OWN_ADDRESS, {"headers": {"From": "fixed@shop.example"}, "own": "fixed@shop.example"}),
        (Reason.AUTO_SUBMITTED, {"headers": {"Auto-Submitted": "auto-generated"}}),
        (Reason.AUTO_SUBMITTED, {"headers": {"AUTO-SUBMITTED": "Auto-Replied; owner=x"}}),
        (Reason.AUTO_SUBMITTED, {"headers": {"Auto-Submitted": ""}}),
        (Reason.PRECEDENCE, {"headers": {"Precedence": "Bulk"}}),
        (Reason.PRECEDENCE, {"headers": {"precedence": "list"}}),
        (Reason.PRECEDENCE, {"headers": {"Precedence": "junk"}}),
        (Reason.MAILING_LIST, {"headers": {"List-Id": "<news.example.net>"}}),
        (Reason.MAILING_LIST, {"headers": {"List-Unsubscribe": "<https://example.net>"}}),
        (Reason.ANSWERS_UNWANTED, {"headers": {"X-Auto-Response-Suppress": "OOF"}}),
        (Reason.SPAM, {"spamVerdict": {"status": "FAIL"}}),
        (Reason.VIRUS, {"virusVerdict": {"status": "FAIL"}}),
        (Reason.DMARC, {"dmarcVerdict": {"status": "FAIL"}}),
    ],
)
def test_3_mail_that_no_program_may_answer(reason, changes):
    assert guard(**changes) is reason


UNUSUAL = [
    "ann",
    "ann@[IPv6:::1]",
    "ann@[192.0.2.1]",
    "ann@192.0.2.1",
    "@relay.example:ann@example.net",
    "ann@localhost",
    "ann@example.net.",
    "ann@-example.net",
    "ann@exa_mple.net",
    "ann@bücher.example",
    "änn@example.net",
    "ann.@example.net",
    '"a b"@example.net',
    "ann@example.net, ben@example.net",
    f"{'a' * 65}@example.net",
    f"ann@{'a' * 64}.example",
    f"ann@{'a.' * 127}net",
]


@pytest.mark.parametrize("address", UNUSUAL)
def test_3_mail_that_cannot_be_answered(address):
    """Whatever SES may refuse for good, outsiders choose: it must not be an error of ours."""
    assert guard(sender=address, headers={"From": "Ann <ann@example.net>"}) is Reason.UNANSWERABLE
    to = record(recipients=[address, OWN])
    assert guard(own=own_address(mail_of(to), None)) is Reason.UNANSWERABLE


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.net",
        "ann.o'hara+tag/x=1@mail-1.Example.NET",
        "bounce+SRS0=x=yz=example.org=ann@xn--bcher-kva.example",
        f"{'a' * 64}@{'a' * 63}.example",
    ],
)
def test_3_mail_of_usual_addresses_is_answered(address):
    assert guard(sender=address) is None
    assert own_address(mail_of(record(recipients=[address])), None).lower() == address.lower()


def test_4_who_wrote_is_told_by_return_path_and_from():
    bulk = mail_of(record(sender="Bounce+1@esp.example", headers={"From": "Bob <Bob@example.net>"}))
    assert bulk.correspondents == ("bounce+1@esp.example", "bob@example.net")
    assert mail_of(record(sender="BOB@example.net", headers={"From": "bob@Example.net"})).correspondents == (
        "bob@example.net",
    )
    several = mail_of(record(headers={"From": "Bob <bob@example.org>, Ann <ann@example.org>"}))
    assert several.correspondents == ("bob@example.net",)


def test_defect_no_loop_protection_two_responders_never_answer_each_other():
    """Our own reply, had the other side an address of ours, is nothing that we answer."""
    sent = reply()
    assert guard(headers=dict(sent.headers)) is Reason.AUTO_SUBMITTED


def test_6_reply_comes_from_the_address_of_the_envelope():
    made = reply(headers={"To": "list@example.org"}, recipients=["News <news@Shop.example>", OWN])
    assert made.sender == "news@shop.example"


def test_6_reply_comes_from_the_fixed_address_where_there_is_one():
    assert own_address(mail_of(record(recipients=[])), "fixed@shop.example") == "fixed@shop.example"


def test_6_without_any_address_of_ours_nothing_is_guessed():
    with pytest.raises(BadInput, match=r"ses\.receipt\.recipients"):
        own_address(mail_of(record(recipients=[])), None)


def test_7_mail_without_subject_or_id_is_answered():
    made = reply(headers={"Subject": None, "Message-ID": None, "From": None})
    assert made.subject == "Re:"
    assert [name for name, _ in made.headers] == ["Auto-Submitted", "X-Auto-Response-Suppress"]
    assert made.text == "bob@example.net, bob@example.net: o3vrnil0e2ic28tr"
    assert "None" not in repr(made)
    assert "undefined" not in repr(made)


def test_7_subject_alone_where_the_template_has_none():
    assert reply(Template(subject=" ", html="", text="x")).subject == "Order?"


def test_7_what_common_headers_lack_is_read_from_the_headers():
    made = record()
    made["ses"]["mail"]["commonHeaders"] = None
    mail = mail_of(made)
    assert (mail.senders, mail.subject) == ("Bob <bob@example.net>", "Order?")
    assert dict(reply_to(mail, TEMPLATE, OWN).headers)["In-Reply-To"] == "<x@example.net>"


def test_7_id_is_found_where_headers_were_cut():
    made = record()
    made["ses"]["mail"]["headers"] = []
    assert dict(reply_to(mail_of(made), TEMPLATE, OWN).headers)["In-Reply-To"] == "<x@example.net>"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("=?UTF-8?Q?J=C3=B6rg?= <j@example.net>", "Jörg <j@example.net>"),
        ("=?utf-8?b?a?=", "=?utf-8?b?a?="),
        ("=?no-such-set?q?abc?=", "=?no-such-set?q?abc?="),
        ("a\r\nBcc: x@example.net", "a Bcc: x@example.net"),
        ("right\u202eleft\ud800", "right left"),
    ],
)
def test_texts_of_headers_are_decoded_and_harmless(told, shown):
    assert one_line(told) == shown


def test_defect_id_is_the_one_that_ses_gave_not_the_outsiders():
    assert "x@example.net" not in reply().text
    assert reply().text.endswith("o3vrnil0e2ic28tr")


def test_defect_text_part_is_sent_too():
    assert reply().text
    assert reply().html


def test_template_that_says_nothing_is_refused():
    with pytest.raises(ConfigError, match="neither a text nor an HTML part"):
        Template(subject="Re:", html=" ", text="")


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (None, "aws:ses"),
        ({"eventSource": "aws:sqs"}, "aws:ses"),
        ({"eventSource": "aws:ses"}, "ses must be an object"),
        ({"eventSource": "aws:ses", "ses": {"mail": []}}, r"ses\.mail must be an object"),
        ({"eventSource": "aws:ses", "ses": {"mail": {}}}, r"ses\.receipt must be an object"),
        (
            {"eventSource": "aws:ses", "ses": {"mail": {}, "receipt": {}}},
            r"ses\.mail\.headers must be a list",
        ),
        (
            {"eventSource": "aws:ses", "ses": {"mail": {"headers": [1, {}]}, "receipt": {}}},
            r"ses\.mail\.messageId must be a text",
        ),
    ],
)
def test_what_is_no_mail_is_named(broken, named):
    with pytest.raises(BadInput, match=named):
        mail_of(broken)


def places(node, path=()):
    yield path
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


WRONG = (None, 1, "x", "\ud800", [], [None], {}, {"status": 1})


@pytest.mark.parametrize("path", [path for path in places(RECORD) if path], ids=str)
def test_wrong_at_any_place_it_is_answered_or_refused(path):
    for wrong in WRONG:
        broken = record()
        parent = broken
        for key in path[:-1]:
            parent = parent[key]
        parent[path[-1]] = wrong
        told = ""
        try:
            mail = mail_of(broken)
            reason_to_ignore(mail, own_address(mail, None), require_dmarc_pass=True)
            told = repr(reply_to(mail, TEMPLATE, OWN))
        except BadInput as refused:
            told = str(refused)
            assert "example.net" not in told
        assert "None" not in told


def test_recipients_that_are_no_list_are_none():
    assert mail_of(record(recipients="x")).recipients == ()
