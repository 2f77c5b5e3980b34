"""Closed forms of the cases, written down a second time, so that no expected value rests on one source.

Times in one unit of the caller's choice; rates are per that unit.
"""

from __future__ import annotations

import math


def chance_of_waiting(servers: int, offered: float) -> float:
    """Erlang's C: P(wait > 0) of M/M/c with `offered` = arrival rate x mean service."""
    terms = [offered**k / math.factorial(k) for k in range(servers)]
    full = offered**servers / math.factorial(servers) * servers / (servers - offered)
    return full / (math.fsum(terms) + full)


def wait(servers: int, offered: float, service: float) -> float:
    """Mean wait of M/M/c."""
    return chance_of_waiting(servers, offered) * service / (servers - offered)


def chance_of_nobody(servers: int, offered: float) -> float:
    """P(nobody is there) of M/M/c."""
    terms = [offered**k / math.factorial(k) for k in range(servers)]
    return 1.0 / (math.fsum(terms) + offered**servers / math.factorial(servers) * servers / (servers - offered))


def wait_of_any_service(arrivals: float, service: float, cv: float) -> float:
    """Pollaczek and Khinchine: mean wait of M/G/1; cv: coefficient of variation of the service."""
    load = arrivals * service
    return load * service * (1.0 + cv * cv) / (2.0 * (1.0 - load))


def finite_source(trucks: int, servers: int, away: float, service: float) -> tuple[float, float, float]:
    """Machine-repair model M/M/c//N: throughput, mean wait, share of the servers in use.

    Balance of births and deaths of the number k at the servers: p(k+1) min(k+1, c) / service = p(k) (N-k) / away.
    """
    weights = [1.0]
    for k in range(trucks):
        weights.append(weights[k] * (trucks - k) / away * service / min(k + 1, servers))
    total = math.fsum(weights)
    busy = math.fsum(min(k, servers) * w for k, w in enumerate(weights)) / total
    queue = math.fsum(max(0, k - servers) * w for k, w in enumerate(weights)) / total
    throughput = busy / service
    return throughput, queue / throughput, busy / servers


def closed_loop(trucks: int, servers: int, away: float, service: float) -> float:
    """Throughput of a closed loop of constant times: min(N / (Z + S), c / S)."""
    return min(trucks / (away + service), servers / service)


def tandem(arrivals: float, *rates: float) -> float:
    """Burke: mean time in a row of M/M/1 stations."""
    return math.fsum(1.0 / (rate - arrivals) for rate in rates)


def erlang_quantile(share: float, stages: int, rate: float) -> float:
    """Quantile of the sum of so many exponential times, by bisection of its distribution function."""
    low, high = 0.0, 10.0 * stages / rate
    for _ in range(100):
        middle = (low + high) / 2.0
        x = rate * middle
        below = 1.0 - math.fsum(math.exp(k * math.log(x) - x - math.lgamma(k + 1)) for k in range(stages))
        low, high = (middle, high) if below < share else (low, middle)
    return low


def binomial(n: int, k: int, p: float) -> float:
    """Chance of k successes in n."""
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(ways + k * math.log(p) + (n - k) * math.log1p(-p))
