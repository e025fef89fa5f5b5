"""Whether somebody may come in: the try is counted, the password compared, and it is told."""

import hmac
import time
from dataclasses import dataclass

from app.errors import BadInput, NotSignedIn
from app.people.audit import Audit, Who
from app.people.browsers import Client, Visit
from app.people.nobody import UNKNOWN
from app.people.own import Own
from app.people.passwords import matches
from app.people.store import People, Person, key_of
from app.people.visits import Visits
from app.storage.throttle import SignInThrottled, Throttle, by_address, by_both, by_person


@dataclass(frozen=True, slots=True)
class Entrance:
    """`shared` is the one password of all, "" where people have names and own passwords."""

    people: People
    visits: Visits
    own: Own
    throttle: Throttle
    shared: str
    audit: Audit

    def sign_in(self, visit: Visit, name: str, password: str, client: Client) -> Visit:
        """Who comes in, with a new id. Raises SignInThrottled, and NotSignedIn for whoever is not
        let in; that there is nobody of that name is not told."""
        now = time.time()
        person = None if self.shared else self.people.find(name)
        # What was typed there is often a password.
        told = Who(self._told(person, name), client.address)
        address, whom = by_address(client.address), "" if self.shared else key_of(name)
        keys = [address, by_person(whom)]
        if (person or self.shared) and self.visits.familiar(person, client.address):
            # Whoever signed in from there before waits for nothing that others try, be it there.
            keys = [by_both(client.address, whom)]
        try:
            self.throttle.reserve(keys, now)
        except SignInThrottled:
            self.audit.tell("sign-in slowed down", told)
            raise
        if not self._right(person, password):
            self.audit.tell("sign-in failed", told)
            raise NotSignedIn(
                "That is not the password: ask whoever runs this console for it."
                if self.shared
                else "That is not a name with its password: whoever runs this console can reset it."
            )
        if address in keys and not self.shared:
            # One's own password gives no more tries at those of others.
            keys.remove(address)
            self.throttle.give_back(address)
        self.throttle.forget(keys)
        self.audit.tell("signed in", Who(person.name if person else "", client.address))
        return self.visits.sign_in(visit, person, client, now)

    def change_password(self, visit: Visit, present: str, new: str, client: Client) -> None:
        """The other sign-ins of the person end. Raises BadInput, NotFound and SignInThrottled: here
        too a password can be guessed, by whoever found a browser open."""
        key = by_person("changing:" + key_of(visit.name))
        self.throttle.reserve([by_address(client.address), key], time.time())
        try:
            self.own.change_password(visit, present, new)
        except BadInput as fault:
            if fault.field == "present":
                what = "the present password, to change it"
                self.audit.tell("sign-in failed", Who(visit.name, client.address), what)
            raise
        self.throttle.give_back(by_address(client.address))
        self.throttle.forget([key])
        self.audit.tell("password changed", Who(visit.name, client.address))

    def _told(self, person: Person | None, typed: str) -> str:
        if person:
            return person.name
        return UNKNOWN if typed and not self.shared else ""

    def _right(self, person: Person | None, password: str) -> bool:
        if self.shared:
            return hmac.compare_digest(password.encode(), self.shared.encode())
        return matches(password, person.password if person else None)
