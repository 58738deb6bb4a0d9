"""Writes training_layers.json: real Keras training models of the layers, regularizers and constraints.

Needs keras==3.15.1 and jax; `python training_layers.py > training_layers.json`. Each element type is computed in a
process of its own, because Keras' floatx cannot be changed after its first use.
"""
import json
import os
import subprocess
import sys

import numpy as np

CASES = [
    {"name": "batch_normalization_momentum",
     "layers": [["Dense", {"units": 6, "activation": "relu"}], ["BatchNormalization", {"momentum": 0.9}],
                ["Dense", {"units": 1}]],
     "optimizer": ["SGD", {"learning_rate": 0.02, "momentum": 0.5}], "loss": "mse", "metrics": ["mae"],
     "batch_size": 8, "epochs": 3, "validation": True},
    {"name": "batch_normalization_first_adam",
     "layers": [["BatchNormalization", {}], ["Dense", {"units": 5}], ["Activation", {"activation": "tanh"}],
                ["BatchNormalization", {"scale": False, "center": False, "epsilon": 1e-5}],
                ["Dense", {"units": 1}]],
     "optimizer": ["Adam", {"learning_rate": 0.01}], "loss": "mse", "metrics": [],
     "batch_size": 7, "epochs": 2, "validation": True},
    {"name": "regularized_sgd",
     "layers": [["Dense", {"units": 5, "activation": "tanh", "kernel_regularizer": "L2(0.01)",
                           "bias_regularizer": "L1(0.02)", "activity_regularizer": "L1L2(0.01,0.02)"}],
                ["ActivityRegularization", {"l1": 0.03, "l2": 0.01}],
                ["Dense", {"units": 1, "kernel_regularizer": "OrthogonalRegularizer(0.1)",
                           "bias_regularizer": "L1L2(0.01,0.05)"}]],
     "optimizer": ["SGD", {"learning_rate": 0.1}], "loss": "mse", "metrics": ["mae"],
     "batch_size": 8, "epochs": 3, "validation": True},
    {"name": "regularized_adam",
     "layers": [["Dense", {"units": 4, "activation": "relu", "kernel_regularizer": "OrthogonalRegularizer(0.5)"}],
                ["Dense", {"units": 1, "kernel_regularizer": "L1(0.1)"}]],
     "optimizer": ["Adam", {"learning_rate": 0.02}], "loss": "mse", "metrics": [],
     "batch_size": 10, "epochs": 2, "validation": True},
    {"name": "constrained_adam",
     "layers": [["Dense", {"units": 5, "activation": "relu", "kernel_constraint": "MaxNorm(0.8)",
                           "bias_constraint": "NonNeg"}],
                ["Dense", {"units": 4, "activation": "tanh", "kernel_constraint": "UnitNorm"}],
                ["Dense", {"units": 1, "kernel_constraint": "MinMaxNorm(0.2,0.6)"}]],
     "optimizer": ["Adam", {"learning_rate": 0.05}], "loss": "mse", "metrics": [],
     "batch_size": 8, "epochs": 3, "validation": False},
    {"name": "layer_normalization_prelu",
     "layers": [["Dense", {"units": 6}], ["LayerNormalization", {"gamma_regularizer": "L2(0.1)",
                                                                 "beta_constraint": "NonNeg"}],
                ["PReLU", {"alpha_regularizer": "L1(0.1)"}], ["Reshape", {"target_shape": [3, -1]}],
                ["GroupNormalization", {"groups": 1}], ["Permute", {"dims": [2, 1]}],
                ["PReLU", {"shared_axes": [1]}], ["Flatten", {}], ["UnitNormalization", {}],
                ["Dense", {"units": 1}]],
     "optimizer": ["SGD", {"learning_rate": 0.1}], "loss": "mse", "metrics": [],
     "batch_size": 8, "epochs": 3, "validation": True},
    {"name": "normalization_rescaling_layers",
     "layers": [["Normalization", {}], ["Rescaling", {"scale": 0.5, "offset": 0.25}],
                ["Dense", {"units": 5}], ["ReLU", {"max_value": 2.0, "negative_slope": 0.1, "threshold": 0.2}],
                ["Dense", {"units": 5}], ["LeakyReLU", {}], ["Dense", {"units": 4}], ["ELU", {}],
                ["Dense", {"units": 3}], ["Softmax", {}]],
     "optimizer": ["SGD", {"learning_rate": 0.1}], "loss": "categorical_crossentropy", "metrics": ["accuracy"],
     "batch_size": 8, "epochs": 2, "validation": False},
]
ROWS, FEATURES, CLASSES = 21, 3, 3


def data(case):
    random = np.random.RandomState(len(case["name"]))
    x = np.round(random.normal(1, 2, (ROWS, FEATURES)), 4)
    if case["loss"] == "categorical_crossentropy":
        y = np.eye(CLASSES)[random.randint(0, CLASSES, ROWS)]
    else:
        y = np.round(np.sin(x).sum(axis=1, keepdims=True) + random.normal(0, 0.1, (ROWS, 1)), 4)
    return x, y, x[:9] * 0.5, y[:9]


def layer(keras, name, config, x):
    rules = {"regularizer": keras.regularizers, "constraint": keras.constraints}
    made = dict(config)
    for key, written in config.items():
        kind = key.rsplit("_", 1)[-1]
        if kind in rules:
            rule, _, factors = written.rstrip(")").partition("(")
            made[key] = getattr(rules[kind], rule)(*[float(factor) for factor in factors.split(",") if factor])
    result = getattr(keras.layers, name)(**made)
    if name == "Normalization":
        result.adapt(x)
    return result


def numbers(value):
    return np.asarray(value, dtype="float64").tolist()


def trained(case, dtype):
    import keras
    import keras.src.backend.common.dtypes as dtypes
    if dtype == "float64":
        # Else every mean of losses and metrics is rounded to float32, as it is not in TensorFlow.
        dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)
    x, y, x_validation, y_validation = [values.astype(dtype) for values in data(case)]
    model = keras.Sequential([keras.Input((FEATURES,))]
                             + [layer(keras, name, config, data(case)[0]) for name, config in case["layers"]])
    random = np.random.RandomState(1)
    initial = []
    for weight in model.weights:
        value = np.round(random.uniform(-0.8, 0.8, weight.shape), 4)
        if weight.name in ("gamma", "moving_variance"):
            value = np.abs(value) + 0.5
        if model.layers[0].__class__.__name__ == "Normalization" and len(initial) < 3:
            value = np.asarray(weight, dtype="float64")
        initial.append(value)
    model.set_weights(initial)
    name, options = case["optimizer"]
    model.compile(getattr(keras.optimizers, name)(**options), case["loss"], metrics=case["metrics"])
    result = {"initial_predictions": numbers(model.predict(x, verbose=0))}
    collected = []

    class First(keras.callbacks.Callback):
        epoch = 0

        def on_epoch_begin(self, epoch, logs=None):
            self.epoch = epoch

        def on_train_batch_end(self, batch, logs=None):
            if self.epoch == 0:
                collected.append({key: float(value) for key, value in logs.items()})

    validation = (x_validation, y_validation) if case["validation"] else None
    history = model.fit(x, y, batch_size=case["batch_size"], epochs=case["epochs"], shuffle=False, verbose=0,
                        validation_data=validation, callbacks=[First()])
    result["history"] = {key: [float(value) for value in values] for key, values in history.history.items()}
    result["batch_logs_epoch1"] = collected
    result["final_weights"] = [numbers(weight) for weight in model.get_weights()]
    result["final_predictions"] = numbers(model.predict(x, verbose=0))
    evaluated = model.evaluate(x, y, verbose=0, return_dict=True)
    result["evaluate"] = {key: float(value) for key, value in evaluated.items()}
    result["optimizer_variables"] = {"iteration": int(model.optimizer.iterations),
                                     "learning_rate": float(model.optimizer.learning_rate)}
    return result, [numbers(weight) for weight in initial]


def main():
    if len(sys.argv) > 1:
        print(json.dumps([trained(case, sys.argv[1]) for case in CASES]))
        return
    columns = {}
    for column, dtype in (("f32", "float32"), ("f64", "float64")):
        environment = dict(os.environ, KERAS_BACKEND="jax", JAX_PLATFORMS="cpu",
                           JAX_ENABLE_X64="1" if column == "f64" else "0")
        columns[column] = json.loads(subprocess.run([sys.executable, __file__, dtype], env=environment, check=True,
                                                    stdout=subprocess.PIPE).stdout)
    cases = []
    for i, case in enumerate(CASES):
        x, y, x_validation, y_validation = data(case)
        written = {"name": case["name"],
                   "architecture": {"input": FEATURES,
                                    "layers": [{"layer": name, "config": config} for name, config in case["layers"]]},
                   "initial_weights": columns["f64"][i][1], "optimizer": case["optimizer"],
                   "compile": {"loss": case["loss"], "metrics": case["metrics"]},
                   "fit": {"batch_size": case["batch_size"], "epochs": case["epochs"]},
                   "x": numbers(x), "y": numbers(y)}
        if case["validation"]:
            written["validation_data"] = {"x": numbers(x_validation), "y": numbers(y_validation)}
        for column in columns:
            written[column] = columns[column][i][0]
        cases.append(written)
    meta = {"produced_by": "Keras 3.15.1, jax backend, by training_layers.py beside this file",
            "note": "real Keras fit(), shuffle=False; weights in Keras get_weights order"}
    print("{\"meta\": " + json.dumps(meta) + ",\n \"cases\": [\n"
          + ",\n".join(json.dumps(case) for case in cases) + "\n]}")


main()
