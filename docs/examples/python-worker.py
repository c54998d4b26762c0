"""A Signalbox worker in Python 3.9+, with only `pip install websockets`. docs/worker-protocol.md has the rules (R1...).

    SIGNALBOX_URL=ws://127.0.0.1:8000/ws/worker SIGNALBOX_TOKEN=... python3 python-worker.py
"""
import asyncio, json, os, random, time
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

URL, TOKEN = os.environ["SIGNALBOX_URL"], os.environ["SIGNALBOX_TOKEN"]
MACHINE = {"machineId": os.environ.get("MACHINE_ID", "python-1"), "jobTypes": ["count"], "slotsPerGpu": 2,
           "gpus": [{"id": "gpu0", "model": "Example", "memoryMb": 16000}], "labels": {"zone": "eu"}}
jobs, ws = {}, None  # what is held, by (job id, fence), until its end is answered (R21); the socket, when there is one


async def send(type, **fields):
    try:
        if ws: await ws.send(json.dumps({"type": type, **fields}))
    except ConnectionClosed:
        pass  # what matters is sent again after the next registration


async def count(job, mark):
    """The work itself: counts to payload.to and reports each step."""
    to = (job["payload"] or {}).get("to", 20)
    for n in range(1, to + 1):
        await asyncio.sleep(0.1)
        await send("job_progress", **mark, percent=100 * n / to, note=f"at {n}")
    return {"counted": to}


async def run(job, mark, held):
    try:
        if job["type"] != "count": raise ValueError(f"no {job['type']} here")
        end = {"type": "job_complete", **mark, "result": await count(job, mark)}
    except Exception as error:  # CancelledError is none: a job that was taken away says nothing more (R17, R18)
        end = {"type": "job_fail", **mark, "error": {"code": type(error).__name__, "message": str(error)}}
    held["end"] = end
    await send(**end)


def received(frame):
    key = (frame.get("jobId"), frame.get("fence"))
    if frame["type"] == "job_assigned":
        job, mark = frame["job"], {"jobId": frame["job"]["id"], "fence": frame["fence"]}
        held = jobs[(mark["jobId"], mark["fence"])] = {"end": None}
        held["task"] = asyncio.create_task(run(job, mark, held))
        return send("assignment_ack", **mark)  # R8
    if frame["type"] in ("job_cancelled", "lease_lost", "accepted", "rejected") and key in jobs:
        jobs.pop(key)["task"].cancel()
    if frame["type"] == "error": print("error:", frame)
    # Types it does not know are ignored (R16).


async def heartbeats(every):
    while True:
        await send("heartbeat", workers=[], jobs=[{"jobId": id, "fence": fence} for id, fence in jobs])  # R7
        await asyncio.sleep(every)


async def session(socket):
    """One connection, from its welcome to its end; returns how long to stay away."""
    global ws
    away, beat = 0, None
    named = [{"jobId": id, "fence": fence} for id, fence in jobs]
    await socket.recv()  # welcome
    await socket.send(json.dumps({"type": "register_worker", **MACHINE, "jobs": named}))  # R2, R20
    try:
        async for text in socket:
            frame = json.loads(text)
            if frame["type"] == "worker_registered":
                ws, beat = socket, asyncio.create_task(heartbeats(frame["heartbeatMs"] / 1000))
                for held in list(jobs.values()):
                    if held["end"]: await send(**held["end"])  # the lost link may have swallowed it (R21)
            elif frame["type"] == "draining":
                away = time.monotonic() + frame["reconnectAfterMs"] / 1000  # R23
            elif answer := received(frame):
                await answer
    except ConnectionClosed:
        pass
    finally:
        ws = None
        if beat: beat.cancel()
    if socket.close_reason == "replaced": raise SystemExit("another worker took this machine's name")  # R25
    return max(0, away - time.monotonic())


async def main():
    pause = 0.2
    while True:
        try:
            async with connect(URL, subprotocols=["signalbox.v1", f"bearer.{TOKEN}"], max_size=None) as socket:  # R1
                pause = 0.2
                await asyncio.sleep(await session(socket))
        except InvalidStatus as refused:
            if refused.response.status_code in (401, 403): raise SystemExit(f"refused: {refused}")
        except OSError:
            pass
        await asyncio.sleep(pause * random.uniform(0.5, 1))  # R24
        pause = min(pause * 2, 10)


asyncio.run(main())
