#!/usr/bin/env python3
"""generate.py COUNT [SEED]: configurations of memory to ask Flink about, one a line: role, deployment, settings.

The sizes of one line start from one plan that adds up, most of it is then left out and some of it is changed: so
that every way of deriving and every refusal comes up often. Every line has its own settings; the numbers are the same for the same seed."""
import random
import sys

MIB = 1 << 20
count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
rng = random.Random(seed)


def size(value):
    """One of the notations of a size."""
    value = max(0, int(value))
    for unit, step in rng.sample([("k", 1 << 10), ("kb", 1 << 10), ("m", MIB), ("mb", MIB), ("g", 1 << 30), ("M", MIB)], 6):
        if value and value % step == 0 and rng.random() < 0.6:
            return f"{value // step}{unit}"
    return f"{value}b" if rng.random() < 0.5 else str(value)


def around(value):
    """Mostly the value, or rounded to whole MiB, or somewhat off."""
    kind = rng.random()
    if kind < 0.35:
        return value
    if kind < 0.75:
        return value // MIB * MIB
    return value * rng.choice([0, 0.5, 0.9, 0.99, 1.01, 1.1, 1.5, 2, 4])


def fraction():
    kind = rng.random()
    if kind < 0.5:
        return str(rng.choice([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 0.8, 0.9]))
    if kind < 0.9:
        return str(round(rng.random(), rng.choice([2, 3, 5, 9, 16])))
    return rng.choice(["1.0", "1", "0.9999999", "-0.1", "1.5", "1e-1", ".25", "0.1f", "3.3e-5", "0.99999999", "NaN"])


def total():
    if rng.random() < 0.5:
        return rng.choice([512, 576, 600, 700, 768, 981, 982, 1024, 1280, 1536, 1600, 1728, 2048, 3072, 4096, 8192, 16384, 32768]) * MIB
    if rng.random() < 0.9:
        return rng.randrange(300 * MIB, 24000 * MIB)
    return rng.choice([0, 1, 1728, MIB, 1 << 45, (1 << 63) - 1, 1 << 62])


def plan(role):
    process = total()
    metaspace = 256 * MIB if rng.random() < 0.7 else rng.choice([64, 96, 128, 300, 512, 2048]) * MIB
    overhead = min(max(process // 10, 192 * MIB), 1024 * MIB)
    flink = max(process - metaspace - overhead, 0)
    sizes = {
        "process.size": process, "flink.size": flink, "jvm-metaspace.size": metaspace,
        "jvm-overhead.min": overhead // 2, "jvm-overhead.max": overhead * 2,
    }
    if role == "taskmanager":
        managed, network = flink * 2 // 5, min(max(flink // 10, 64 * MIB), 1024 * MIB)
        sizes |= {
            "managed.size": managed, "task.heap.size": flink - managed - network - 256 * MIB,
            "framework.heap.size": 128 * MIB, "framework.off-heap.size": 128 * MIB, "task.off-heap.size": 0 if rng.random() < 0.8 else 64 * MIB,
            "network.min": network // 2, "network.max": network * 2,
        }
    else:
        sizes |= {"heap.size": flink - 128 * MIB, "off-heap.size": 128 * MIB}
    return sizes


TOTALS = [("process.size",), ("flink.size",), ("process.size", "flink.size"), ()]
FINE = {"taskmanager": ["task.heap.size", "managed.size"], "jobmanager": ["heap.size"]}
FRACTIONS = {"taskmanager": ["managed.fraction", "network.fraction", "jvm-overhead.fraction"], "jobmanager": ["jvm-overhead.fraction"]}


def settings(role):
    sizes = plan(role)
    chosen = list(rng.choices(TOTALS, weights=[6, 5, 4, 3])[0])
    if rng.random() < (0.9 if not chosen else 0.25):
        chosen += FINE[role] if rng.random() < 0.8 else FINE[role][:1]
    elif role == "taskmanager" and rng.random() < 0.35:
        chosen += [rng.choice(FINE[role])]
    others = [key for key in sizes if key not in chosen and key not in ("process.size", "flink.size", *FINE[role])]
    chosen += rng.sample(others, rng.choices([0, 1, 2, 4], weights=[4, 4, 3, 1])[0])
    found = {key: size(around(sizes[key])) for key in chosen}
    for key in FRACTIONS[role]:
        if rng.random() < 0.18:
            found[key] = fraction()
    if rng.random() < 0.12:
        found[f"{role}.heap.size"] = size(around(sizes["flink.size"]))
    if rng.random() < 0.06:
        found[f"{role}.heap.mb"] = str(rng.choice([1024, 1600, 512, 4096, 700, 0, -1]))
    if role == "taskmanager":
        if rng.random() < 0.06:
            found["taskmanager.network.numberOfBuffers"] = str(rng.choice([2048, 4096, 512, 1 << 15, 1 << 20]))
            if rng.random() < 0.3:
                found["segment-size"] = rng.choice(["32kb", "4kb", "64k"])
        if rng.random() < 0.04:
            found["taskmanager.memory.size"] = size(around(sizes["managed.size"]))
        if rng.random() < 0.04:
            found["taskmanager.network.memory.max"] = size(around(sizes["network.max"]))
        if rng.random() < 0.03:
            found["taskmanager.cpu.cores"] = rng.choice(["0", "0.0", "2.5", "-1", "1"])
    return found


seen = set()
while len(seen) < count:
    role = rng.choice(["taskmanager", "taskmanager", "jobmanager"])
    deployment = rng.choice(["standalone", "standalone", "container"])
    found = settings(role)
    line = f"{role}\t{deployment}\t{' '.join(f'{key}={found[key]}' for key in found)}"
    if line not in seen:
        seen.add(line)
        print(line)
