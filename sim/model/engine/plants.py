"""A plant: a stockpile of batches worked off first in, first out, while open, sound, fed and with room in its yard."""

from __future__ import annotations

from sim.model.compiling import borrowing
from sim.model.custody import MILLION, part
from sim.model.engine import events, tally
from sim.model.engine.fifo import append
from sim.model.engine.state import BATCH, BREAKDOWN, BUSY, OFF, STARVED, YARD_FULL, State


@borrowing
def enter(s: State, f: int, state: int, now: int) -> None:
    """Change state and account for the time in the last one."""
    plant = s.plants[f]
    s.state_seconds[f, plant.state] += now - plant.since
    plant.state, plant.since = state, now


@borrowing
def work(s: State, f: int, now: int) -> None:
    """Start or resume the batch at the head if everything allows it."""
    plant = s.plants[f]
    if plant.state == BUSY:
        return
    if not plant.is_open:
        enter(s, f, OFF, now)
    elif not plant.is_sound:
        enter(s, f, BREAKDOWN, now)
    elif plant.head < 0 or plant.rate == 0:
        enter(s, f, STARVED, now)
    elif has_full_yard(s, f):
        enter(s, f, YARD_FULL, now)
    else:
        enter(s, f, BUSY, now)
        plant.started = now
        plant.work_ahead = plant.rest if plant.rest else s.batches[plant.head].kg
        schedule_end(s, f)


@borrowing
def has_full_yard(s: State, f: int) -> bool:
    """Whether the outputs of the batch at the head may find no room."""
    plant = s.plants[f]
    return plant.yard_limit >= 0 and plant.yard + s.batches[plant.head].kg > plant.yard_limit


@borrowing
def schedule_end(s: State, f: int) -> None:
    """Plan the end of the current batch: the start plus work * 10**6 / rate, rounded half up within 64 bits."""
    plant = s.plants[f]
    plant.version += 1
    whole, left = plant.work_ahead // plant.rate, plant.work_ahead % plant.rate
    second = plant.started + whole * MILLION + (2 * left * MILLION + plant.rate) // (2 * plant.rate)
    events.push(s, second, BATCH, batch_key(f, plant.version), f)


@borrowing
def batch_key(f: int, version: int) -> int:
    """Order of batches that end in one second: by plant; the version tells a batch that was paused since."""
    return f << 40 | version


@borrowing
def pause(s: State, f: int, now: int) -> None:
    """Stop the running batch and remember what is left of it; its pending event is no longer current."""
    plant = s.plants[f]
    if plant.state == BUSY:
        seconds = now - plant.started
        done = seconds * (plant.rate // MILLION) + seconds * (plant.rate % MILLION) // MILLION
        plant.rest = max(1, plant.work_ahead - done)
        plant.version += 1
        enter(s, f, STARVED, now)


@borrowing
def set_open(s: State, f: int, is_open: bool, now: int) -> None:
    """Working hours begin or end."""
    plant = s.plants[f]
    if is_open:
        plant.is_open = 1
        work(s, f, now)
    else:
        pause(s, f, now)
        plant.is_open = 0
        enter(s, f, OFF, now)


@borrowing
def set_sound(s: State, f: int, is_sound: bool, now: int) -> None:
    """Break down or be repaired."""
    plant = s.plants[f]
    if is_sound:
        plant.is_sound = 1
        work(s, f, now)
    else:
        pause(s, f, now)
        plant.is_sound = 0
        enter(s, f, BREAKDOWN if plant.is_open else OFF, now)


@borrowing
def set_rate(s: State, f: int, rate: int, now: int) -> None:
    """Work at another rate; the batch goes on with it."""
    pause(s, f, now)
    s.plants[f].rate = rate
    work(s, f, now)


@borrowing
def receive(s: State, f: int, item: int, stream: int, kg: int, now: int) -> None:
    """Add a tipped load to the stockpile."""
    clock, plant = s.clock[0], s.plants[f]
    b = clock.free_batch
    batch = s.batches[b]
    clock.free_batch = batch.next
    clock.free_batches -= 1
    batch.item, batch.stream, batch.kg = item, stream, kg
    append(s.batches, plant, b)
    work(s, f, now)


@borrowing
def produce(s: State, f: int) -> tuple[int, int]:
    """Take the finished batch off the stockpile and put its outputs on their piles; its item and stream."""
    clock, plant, facility = s.clock[0], s.plants[f], s.facilities[f]
    b = plant.head
    batch = s.batches[b]
    item, stream, kg = batch.item, batch.stream, batch.kg
    plant.head = batch.next
    batch.next = clock.free_batch
    clock.free_batch = b
    clock.free_batches += 1
    facility.stock -= kg
    plant.rest = 0
    plant.processed += kg
    before = s.processed[f, item, stream]
    s.processed[f, item, stream] = before + kg
    for i in range(s.outputs_of[f, item, 0], s.outputs_of[f, item, 1]):
        output = s.outputs[i]
        made = part(output.lower, output.upper, before, before + kg)
        if made:
            tally.make(s, clock.sources + f, stream, item, output.item, made)
            s.piles[s.pile_of[f, output.item, stream]].kg += made
            plant.yard += made
    return item, stream


@borrowing
def begin_next(s: State, f: int, now: int) -> None:
    """After a batch: the next without a pause, so that rounding does not add up; or find out why not."""
    plant = s.plants[f]
    if plant.head >= 0 and not has_full_yard(s, f):
        plant.work_ahead += s.batches[plant.head].kg
        schedule_end(s, f)
    else:
        enter(s, f, STARVED, now)
        work(s, f, now)


@borrowing
def clear(s: State, f: int, kg: int, now: int) -> None:
    """Room in the yard: kilograms have left the plant."""
    plant = s.plants[f]
    plant.yard -= kg
    if plant.state == YARD_FULL:
        work(s, f, now)
