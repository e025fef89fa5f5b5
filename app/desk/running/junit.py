"""What came of a run as JUnit's XML, which CI servers read: a test case a step."""

from collections.abc import Sequence

from lxml import etree

from app.desk.running.run import Run
from app.desk.running.through import Ran


def as_junit(run: Run, ran: Sequence[Ran]) -> bytes:
    """One suite, named after the workflow; what was passed over or not reached is skipped."""
    failed = sum(_verdict(one) == "failed" for one in ran)
    skipped = sum(_verdict(one) == "skipped" for one in ran)
    counts = {
        "name": plain(run.workflow.title),
        "tests": str(len(ran)),
        "failures": str(failed),
        "errors": "0",
        "skipped": str(skipped),
        "time": f"{sum(one.seconds for one in ran):.3f}",
    }
    suites = etree.Element("testsuites", counts)
    suite = etree.SubElement(suites, "testsuite", counts)
    for one in ran:
        case = etree.SubElement(
            *(suite, "testcase"),
            name=one.step.id,
            classname=plain(run.workflow.name),
            time=f"{one.seconds:.3f}",
        )
        sentence = plain(one.outcome.sentence if one.outcome else "It was not reached.")
        match _verdict(one):
            case "failed":
                fault = etree.SubElement(case, "failure", message=sentence)
                checks = one.outcome.checks if one.outcome else ()
                fault.text = plain("\n".join(each.sentence for each in checks)) or sentence
            case "skipped":
                etree.SubElement(case, "skipped", message=sentence)
    made: bytes = etree.tostring(suites, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made


def _verdict(one: Ran) -> str:
    if one.outcome is None:
        return "skipped"
    # One that was ended before another try has failed.
    return "failed" if one.outcome.verdict == "again" else one.outcome.verdict


def plain(text: str) -> str:
    """The text as XML takes it."""
    return "".join(one if one.isprintable() or one in "\n\t" else "\ufffd" for one in text)
