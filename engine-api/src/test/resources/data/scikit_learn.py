"""Writes scikit_learn.json: numbers of NumPy's RandomState and of scikit-learn, as exact doubles.

Made with scikit-learn 1.6.1 and NumPy 2.4.6: python scikit_learn.py > scikit_learn.json
"""
import json

import numpy as np
import sklearn
from sklearn import datasets as d
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.tolist() if hasattr(value, "tolist") else value


def stream(key):
    def fresh():
        return np.random.RandomState(key)

    return {
        "key": key,
        "random_sample": plain(fresh().random_sample(5)),
        "standard_normal": plain(fresh().standard_normal(6)),
        "permutation": plain(fresh().permutation(20)),
        "randint_0_10": plain(fresh().randint(0, 10, size=8)),
        "randint_0_2": plain(fresh().randint(0, 2, size=8)),
        "randint_0_2_32": plain(fresh().randint(0, 2**32, size=3)),
        "randint_0_2_40": [str(i) for i in fresh().randint(0, 2**40, size=3)],
        "randint_all": [str(i) for i in fresh().randint(-2**63, 2**63 - 1, size=3, dtype=np.int64)],
        "after_1000": plain(fresh().random_sample(1001)[-1]),
    }


def case(function, **options):
    return {"options": options, "result": plain(function(**options))}


regression = [
    dict(n_samples=20, n_features=1, bias=5.0, noise=5.0, random_state=123),
    dict(n_samples=12, n_features=6, n_informative=3, n_targets=2, bias=1.5, noise=0.5, random_state=7),
    dict(n_samples=8, n_features=3, shuffle=False, random_state=1),
    dict(n_samples=10, n_features=4, effective_rank=2, tail_strength=0.3, random_state=3),
    dict(n_samples=4, n_features=7, effective_rank=1, noise=0.1, random_state=4),
    dict(n_samples=5, n_features=5, n_informative=0, effective_rank=3, shuffle=False, random_state=5),
]
classification = [
    dict(n_samples=15, n_features=20, random_state=0),
    dict(n_samples=20, n_features=5, n_informative=3, n_redundant=1, n_repeated=1, n_classes=3, random_state=42),
    dict(n_samples=20, n_features=6, n_informative=2, n_redundant=1, n_classes=2, n_clusters_per_class=1,
         weights=[0.7], flip_y=0.3, class_sep=2.0, hypercube=False, random_state=1),
    dict(n_samples=9, n_features=4, n_informative=4, n_redundant=0, n_classes=3, n_clusters_per_class=1,
         weights=[0.2, 0.3, 0.5], shift=None, scale=None, shuffle=False, random_state=2),
    dict(n_samples=8, n_features=12, n_informative=11, n_redundant=0, random_state=3),
    dict(n_samples=6, n_features=33, n_informative=33, n_redundant=0, random_state=4),
    dict(n_samples=6, n_features=2, n_informative=2, n_redundant=0, n_classes=1, n_clusters_per_class=4,
         shift=1.5, scale=2.0, flip_y=0.0, random_state=5),
]
moons = [dict(n_samples=9, noise=0.1, random_state=42), dict(n_samples=7, random_state=1),
         dict(n_samples=6, shuffle=False), dict(n_samples=(3, 5), noise=0.2, random_state=3)]
circles = [dict(n_samples=9, noise=0.1, random_state=42), dict(n_samples=8, factor=0.5, shuffle=False),
           dict(n_samples=(2, 4), factor=0.25, random_state=3)]
blobs = [
    dict(n_samples=10, random_state=42),
    dict(n_samples=11, n_features=3, centers=4, cluster_std=0.5, center_box=(-1.0, 2.0), random_state=1),
    dict(n_samples=7, centers=[[0.0, 1.0], [10.0, -10.0]], cluster_std=[0.1, 2.0], shuffle=False, random_state=2),
    dict(n_samples=[3, 1, 4], random_state=3),
]

split_cases = []
for rows, stratify, options in [
    (10, None, {}), (10, None, dict(test_size=0.2)), (11, None, dict(test_size=3)), (11, None, dict(train_size=0.55)),
    (50, None, dict(test_size=0.1, train_size=20)), (7, None, dict(shuffle=False)),
    (12, [0, 1, 2] * 4, dict(test_size=0.25)), (20, [0] * 13 + [1] * 5 + [2] * 2, dict(test_size=0.3)),
    (17, ["b"] * 6 + ["a"] * 5 + ["c"] * 6, dict(test_size=5, train_size=8)),
]:
    for seed in (0, 123):
        train, test = train_test_split(np.arange(rows), stratify=stratify, random_state=seed if options.get("shuffle", True) else None, **options)
        split_cases.append({"rows": rows, "stratify": stratify, "seed": seed, "options": options,
                            "train": plain(train), "test": plain(test)})

random = np.random.RandomState(9)
table = random.standard_normal((9, 4)) * [1, 100, 1e-3, 0] + [0, 1e6, 5, 0.1]
table[2, 0] = np.nan
fresh = random.standard_normal((3, 4))
standard = StandardScaler().fit(table)
minmax = MinMaxScaler((-1, 2)).fit(table)
clipped = MinMaxScaler(clip=True).fit(table)
scalers = {
    "table": [[None if np.isnan(v) else v for v in row] for row in table.tolist()], "fresh": plain(fresh),
    "standard": {"mean": plain(standard.mean_), "variance": plain(standard.var_), "scale": plain(standard.scale_),
                 "transformed": plain(standard.transform(fresh)), "inverse": plain(standard.inverse_transform(fresh))},
    "minmax": {"min": plain(minmax.min_), "scale": plain(minmax.scale_), "transformed": plain(minmax.transform(fresh)),
               "inverse": plain(minmax.inverse_transform(fresh))},
    "clipped": {"transformed": plain(clipped.transform(fresh))},
}

print(json.dumps({
    "scikit_learn": sklearn.__version__, "numpy": np.__version__,
    "streams": [stream(key) for key in (0, 1, 42, 123, 2**32 - 1, [1, 2, 3], [4294967295], list(range(700)))],
    "make_regression": [case(d.make_regression, coef=True, **o) for o in regression],
    "make_classification": [case(d.make_classification, **o) for o in classification],
    "make_moons": [case(d.make_moons, **o) for o in moons],
    "make_circles": [case(d.make_circles, **o) for o in circles],
    "make_blobs": [case(d.make_blobs, return_centers=True, **o) for o in blobs],
    "train_test_split": split_cases,
    "scalers": scalers,
}, indent=None, separators=(",", ":")))
