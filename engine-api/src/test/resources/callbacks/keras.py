"""Writes keras.json: what callbacks and fit's options do in real Keras 3.15.1 on torch.

KERAS_BACKEND=torch python keras.py keras.json
"""
import contextlib, inspect, io, json, os, sys, tempfile, time, warnings
import numpy as np, keras
from keras.callbacks import *
warnings.simplefilter("ignore")
TARGET = os.path.abspath(sys.argv[1])
out = {"meta": {"keras": keras.__version__, "backend": keras.backend.backend()}}

def model(rate=0.01, width=1, metrics=("mae",)):
    m = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(width)])
    m.compile(keras.optimizers.SGD(rate), "mse", metrics=list(metrics))
    x = np.zeros((4, 2), "float32"); m.fit(x, np.zeros((4, width), "float32"), verbose=0)  # builds the metrics
    m.optimizer.learning_rate = rate
    return m

SERIES = {
  "falls": [1.0, .8, .6, .5, .4, .3, .25, .2, .15, .1],
  "plateau": [1.0, .8, .7, .7, .7, .7, .7, .7, .7, .7, .7, .7],
  "valley": [1.0, .6, .5, .55, .6, .52, .51, .7, .49, .6, .6, .6, .6],
  "small": [.5, .4999, .4998, .4997, .4996, .4895, .489, .4889, .4888, .4887],
  "tenths": [.8, .7, .6, .5, .4, .3, .2],
  "rises": [.1, .2, .3, .4, .5, .45, .4, .5, .6, .6, .6],
  "nan": [1.0, .8, float("nan"), float("nan"), .7, .9, .9],
}
def run(make, series, name, rate=0.01):
    m = model(rate); cb = make(); cb.set_model(m); cb.set_params({"epochs": len(series), "steps": 1, "verbose": 0})
    rates, stopped = [], None
    printed = io.StringIO()
    m.stop_training = False
    with contextlib.redirect_stdout(printed):
        cb.on_train_begin()
        for e, v in enumerate(series):
            m.set_weights([np.full_like(w, e) for w in m.get_weights()])
            cb.on_epoch_begin(e)
            cb.on_epoch_end(e, {"loss": v + 1, name: v})
            rates.append(float(keras.ops.convert_to_numpy(m.optimizer.learning_rate)))
            if m.stop_training:
                stopped = e; break
        cb.on_train_end()
    return {"series": [repr(v) for v in series], "name": name, "stopped": stopped, "rates": rates,
            "final": float(m.get_weights()[0][0, 0]), "printed": printed.getvalue()}

cases = []
for s in SERIES:
    up = s == "rises"
    for kw in [dict(), dict(patience=2), dict(patience=3, restore_best_weights=True), dict(patience=2, min_delta=.1), dict(patience=1, baseline=.65, restore_best_weights=True),
               dict(patience=1, start_from_epoch=3, restore_best_weights=True), dict(patience=2, mode="max", restore_best_weights=True), dict(patience=2, min_delta=-.001, verbose=1, restore_best_weights=True)]:
        cases.append({"callback": "EarlyStopping", "config": kw, **run(lambda: EarlyStopping("val_loss", **kw), SERIES[s], "val_loss")})
    for kw in [dict(), dict(patience=2), dict(factor=.5, patience=1, verbose=1), dict(factor=.5, patience=2, cooldown=2), dict(factor=.2, patience=1, min_lr=.001), dict(patience=1, min_delta=.1, factor=.3), dict(mode="max", patience=1)]:
        cases.append({"callback": "ReduceLROnPlateau", "config": kw, **run(lambda: ReduceLROnPlateau("val_loss", **kw), SERIES[s], "val_loss")})
for mon, s in [("val_loss", "valley"), ("mae", "valley"), ("loss", "plateau"), ("val_mae", "falls")]:
    cases.append({"callback": "EarlyStopping", "config": {"monitor": mon, "patience": 1}, **run(lambda: EarlyStopping(mon, patience=1), SERIES[s], mon)})
cases.append({"callback": "LearningRateScheduler", "config": {"schedule": "halve", "verbose": 1}, **run(lambda: LearningRateScheduler(lambda e, r: r * .5, verbose=1), SERIES["falls"], "val_loss", .25)})
out["monitors"] = cases

# ModelCheckpoint: which files, in which order
files = []
for s, kw, pattern in [("valley", dict(), "{epoch:02d}-{val_loss:.2f}.keras"), ("valley", dict(save_best_only=True), "{epoch:02d}-{val_loss:.2f}.keras"), ("valley", dict(save_best_only=True, verbose=1), "best.keras"),
     ("rises", dict(save_best_only=True, mode="max"), "{epoch}.keras"), ("valley", dict(save_best_only=True, initial_value_threshold=.52), "e{epoch:03d}.keras"), ("nan", dict(save_best_only=True), "{epoch}.keras"),
     ("valley", dict(verbose=1), "w{epoch:d}.keras"), ("valley", dict(save_best_only=True, save_weights_only=True, monitor="loss", verbose=1), "{epoch:02d}-{loss:.3f}.weights.h5")]:
    with tempfile.TemporaryDirectory() as d:
        os.chdir(d); saved = []
        def make():
            cb = ModelCheckpoint(pattern, **kw)
            return cb
        m = model(); cb = make(); cb.set_model(m); m.save = lambda p, overwrite: saved.append(p); m.save_weights = lambda p, overwrite: saved.append(p)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            cb.on_train_begin()
            for e, v in enumerate(SERIES[s]):
                cb.on_epoch_begin(e); cb.on_epoch_end(e, {"loss": v + 1, "val_loss": v})
            cb.on_train_end()
        files.append({"config": kw, "pattern": pattern, "series": [repr(v) for v in SERIES[s]], "saved": saved, "printed": printed.getvalue()})
        os.chdir("/")
out["checkpoints"] = files
# by batches
by_batch = []
for freq in (1, 3, 4, 7):
    m = model(); saved = []; cb = ModelCheckpoint("{epoch:02d}-{batch:02d}.keras", save_freq=freq); cb.set_model(m); m.save = lambda p, overwrite: saved.append(p)
    cb.on_train_begin()
    for e in range(3):
        cb.on_epoch_begin(e)
        for b in range(5): cb.on_train_batch_end(b, {"loss": 1.})
        cb.on_epoch_end(e, {"loss": 1.})
    by_batch.append({"save_freq": freq, "epochs": 3, "steps": 5, "saved": saved})
out["checkpoints_by_batch"] = by_batch

# file names
logs = {"loss": 1/3, "val_loss": .12345678901, "accuracy": 1.0, "tiny": 1.5e-7, "big": 1.25e20, "negative": -2.5}
names = []
for p in ["{epoch:02d}-{val_loss:.2f}", "{epoch}-{loss}", "{epoch:4d}|{epoch:04d}|{epoch:<4d}|{epoch:>4}", "{loss:.3e}|{tiny:.2g}|{tiny}|{big}|{negative:.1f}|{negative:08.3f}", "{accuracy}|{accuracy:.0%}|{accuracy:g}|{loss:.6g}|{big:g}", "{{x}}-{loss:8.3f}|{loss:<8.3f}|{loss:+.2f}", "{loss:f}|{loss:e}|{loss:.0f}|{loss:.2%}|{negative:+.1e}|{accuracy:.0e}|{big:.2E}"]:
    names.append({"pattern": p, "epoch": 7, "name": p.format(epoch=7, **logs)})
out["file_names"] = {"logs": logs, "cases": names}
reprs = [0.0, 1.0, -1.5, 1/3, 1e-4, 9.9e-5, 1.5e-7, 123456789.0, 1e15, 1e16, 1.2345e17, 1e22, .1, 100.0, float("nan"), float("inf"), -float("inf"), float(np.float32(.1)), 5e-324, 1.7976931348623157e308, -0.0]
out["reprs"] = [{"hex": v.hex(), "repr": repr(v)} for v in reprs]

# CSV
csvs = []
def csv(rows, calls=1, **kw):
    with tempfile.TemporaryDirectory() as d:
        f = os.path.join(d, "log.csv")
        for _ in range(calls):
            cb = CSVLogger(f, **kw); cb.set_model(model()); cb.on_train_begin()
            for e, l in enumerate(rows): cb.on_epoch_end(e, l)
            cb.on_train_end()
        csvs.append({"config": kw, "calls": calls, "rows": rows, "text": open(f, newline="").read()})
A = [{"accuracy": .5, "loss": 1/3}, {"accuracy": .75, "loss": 1e-5}]
B = [{"loss": 1/3, "val_loss": .5}, {"loss": .25, "val_loss": .125}]
C = [{"loss": 1.0}, {"loss": .5, "val_loss": .25}, {"loss": .25}]
csv(A); csv(B); csv(C); csv(B, separator=";"); csv(B, calls=2, append=True); csv(B, calls=2)
csv([{"loss": 1.0, "val_loss": 2.0, "learning_rate": .009999999776482582}])
out["csv"] = csvs

# progress lines: the real Progbar with a clock of our own
import keras.src.utils.progbar as pb
class Clock:
    now = 1000.0
    def time(self): return self.now
clock = Clock(); pb.time = clock
lines = []
for verbose in (2, 1):
    for target, seconds, values in [(1719, 2.0, {"accuracy": .77, "loss": .72}), (4, .06, {"loss": 0.0}), (10, 75.0, {"loss": 1e-3, "val_loss": 1.00001e-3}), (7, 3700.0, {"loss": float("nan")}), (3, 0.000012, {"loss": float("inf"), "mae": 12345.678}), (2, 2.5, {"r2_score": .5, "loss": 2.0e-4, "learning_rate": 1e-3}), (1, .5, {"loss": 3.0})]:
        clock.now = 1000.0; bar = pb.Progbar(target, verbose=verbose); printed = io.StringIO()
        clock.now = 1000.0 + seconds
        with contextlib.redirect_stdout(printed): bar.update(target, list(values.items()), finalize=True)
        lines.append({"verbose": verbose, "target": target, "current": target, "seconds": seconds, "values": {k: repr(v) for k, v in values.items()}, "printed": printed.getvalue()})
for target, current, seconds in [(1719, 860, 1.0), (1719, 100, 10.0), (1719, 10, 100.0), (20, 7, 9.5)]:
    clock.now = 1000.0; bar = pb.Progbar(target, verbose=1); printed = io.StringIO(); clock.now = 1000.0 + seconds
    with contextlib.redirect_stdout(printed): bar.update(current, [("loss", .5)], finalize=False)
    lines.append({"verbose": 1, "target": target, "current": current, "seconds": seconds, "values": {"loss": "0.5"}, "printed": printed.getvalue()})
out["progress"] = lines
pb.time = time

# fit's options on real data, in the order the rows lie
rng = np.random.RandomState(3)
X = rng.normal(size=(23, 2)).astype("float32"); Y = (X @ [[1.5], [-2.]] + .3 + .1 * rng.normal(size=(23, 1))).astype("float32")
W = np.round(rng.uniform(.2, 2, 23), 3).astype("float32"); W0 = [np.array([[.3], [-.4]], "float32"), np.array([.1], "float32")]
fits = []
def fit(name, opts, x=X, y=Y, loss="mse", hooks=False, **extra):
    m = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    m.compile(keras.optimizers.SGD(.05), loss, metrics=["mae"], weighted_metrics=extra.get("weighted", []))
    m.set_weights(W0); heard = []
    class Hears(Callback): pass
    def add(n):
        def f(self, *a, **k):
            logs = k.get("logs", a[-1] if a and isinstance(a[-1], dict) else None)
            heard.append(n + ("" if not a or isinstance(a[0], dict) else " " + str(a[0])) + (" " + ",".join(logs) if logs and "outputs" not in logs else ""))
        setattr(Hears, n, f)
    for n in ["on_train_begin","on_train_end","on_epoch_begin","on_epoch_end","on_train_batch_begin","on_train_batch_end","on_test_begin","on_test_end","on_test_batch_begin","on_test_batch_end"]: add(n)
    kw = dict(opts); 
    if "validation" in kw:
        a, b = kw.pop("validation"); kw["validation_data"] = (x[a:b], y[a:b])
    if kw.pop("sample_weight", False): kw["sample_weight"] = W
    h = m.fit(x, y, shuffle=False, verbose=0, callbacks=[Hears()] if hooks else [], **kw)
    fits.append({"name": name, "options": opts, "weighted": extra.get("weighted", []), "epochs": h.epoch, "history": {k: [float(v) for v in vs] for k, vs in h.history.items()}, "final_weights": [w.ravel().astype(float).tolist() for w in m.get_weights()], "heard": heard})
fit("steps per epoch, fewer than there are", dict(epochs=5, batch_size=4, steps_per_epoch=4))
fit("steps per epoch, one", dict(epochs=9, batch_size=8, steps_per_epoch=1))
fit("steps per epoch, more than there are", dict(epochs=3, batch_size=8, steps_per_epoch=5))
fit("validation every second epoch", dict(epochs=5, batch_size=8, validation=(0, 7), validation_freq=2), hooks=True)
fit("validation in listed epochs", dict(epochs=5, batch_size=8, validation=(0, 7), validation_freq=[1, 4]), hooks=True)
fit("validation batches", dict(epochs=2, batch_size=8, validation=(0, 21), validation_batch_size=3, validation_steps=2))
fit("validation steps of the batch size", dict(epochs=2, batch_size=5, validation=(0, 21), validation_steps=3))
fit("validation split with weights", dict(epochs=3, batch_size=6, validation_split=.3, sample_weight=True), weighted=["mse"])
fit("initial epoch", dict(epochs=5, initial_epoch=3, batch_size=8), hooks=True)
fit("nothing left", dict(epochs=3, initial_epoch=3, batch_size=8), hooks=True)
fit("hooks", dict(epochs=2, batch_size=12, validation=(0, 20)), hooks=True)
m = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)]); m.compile(keras.optimizers.SGD(.05), "mse", metrics=["mae"], weighted_metrics=["mse"]); m.set_weights(W0)
steps = []
for (a, b, w) in [(0, 4, False), (4, 9, True), (9, 23, True)]:
    steps.append({"rows": [a, b], "weighted": w, "test": m.test_on_batch(X[a:b], Y[a:b], sample_weight=W[a:b] if w else None, return_dict=True), "train": m.train_on_batch(X[a:b], Y[a:b], sample_weight=W[a:b] if w else None, return_dict=True)})
ev = m.evaluate(X, Y, sample_weight=W, batch_size=5, verbose=0, return_dict=True)
evs = m.evaluate(X, Y, batch_size=5, steps=2, verbose=0, return_dict=True)
pr = m.predict(X, batch_size=4, verbose=0, steps=3).ravel().tolist()
fl = lambda d: {k: float(v) for k, v in d.items()}
out["fits"] = {"x": X.astype(float).tolist(), "y": Y.ravel().astype(float).tolist(), "w": W.astype(float).tolist(), "start": [w.ravel().astype(float).tolist() for w in W0], "cases": fits,
  "batches": [{**s, "test": fl(s["test"]), "train": fl(s["train"])} for s in steps], "evaluate": fl(ev), "evaluate_two_steps": fl(evs), "predict_three_steps": pr}
printed = io.StringIO()
with contextlib.redirect_stdout(printed): m.fit(X, Y, epochs=2, verbose=2)
with contextlib.redirect_stdout(printed): m.fit(X, Y, epochs=1, verbose=2, callbacks=[LearningRateScheduler(lambda e, r: r, verbose=1)], validation_split=.2)
with contextlib.redirect_stdout(printed): m.evaluate(X, Y, verbose=2); m.predict(X, verbose=2)
out["real_lines"] = printed.getvalue()
dirs = {}
for n, c in sorted(inspect.getmembers(keras.metrics, inspect.isclass)):
    for args in ((), (2,), (2, [0]), (.5,)):
        try: m = c(*args); break
        except Exception: m = None
    if m is not None and getattr(m, "_direction", None): dirs[n] = {"name": m.name, "direction": m._direction}
out["directions"] = dirs
json.dump(out, open(TARGET, "w"), indent=None, separators=(",", ":"))
