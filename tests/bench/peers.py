#!/usr/bin/env python3
"""Whole runs of nmf-explorer beside what people use today, on the same images and in one go.

    tests/bench/peers.py --mnist t10k-images-idx3-ubyte.gz [--fashion train-images-idx3-ubyte.gz]
                         [--program build/release/app/nmf-explorer] [--repeats 3]

Peers, each measured where its package is installed (python3-torch, python3-sklearn, libopenblas0-pthread):
  PyTorch       autograd + Adam on W1 W2 H, and three svdvals of the reconstruction an epoch, as the published
                scripts do for the three rank measures; compared with --model deep, all metrics at every epoch;
  scikit-learn  NMF(solver="mu") without a stopping rule, so without any error; compared with --model mu, all
                metrics at every epoch. The cost of an iteration is the difference of a long and a short fit.
"Share" is 4 m n r / t over the rate of a dense single-precision matrix product (NumPy's BLAS, all cores): 1
means that the products of an epoch came as fast as if nothing else had been computed.
Every figure is the best of the repeats, ours and the peer's taken in turn.
"""
import argparse
import csv
import ctypes
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

# A kernel forced on OpenBLAS from outside would hold the peers back: let it choose for this processor.
OVERRIDES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
if any(name in os.environ for name in OVERRIDES):
    clean = {name: value for name, value in os.environ.items() if name not in OVERRIDES}
    os.execve(sys.executable, [sys.executable] + sys.argv, clean)

import numpy as np  # noqa: E402  (after the environment is clean)

CORES = len(os.sched_getaffinity(0))
FASHION = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"


def read_images(path, rows):
    """The first rows of an IDX file of images as an m x n float32 matrix in [0, 1]."""
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rb") as file:
        header = np.frombuffer(file.read(16), ">i4")
        count, pixels = int(header[1]), int(header[2] * header[3])
        if count < rows:
            raise SystemExit(f"{path} has {count} images; {rows} are needed")
        data = np.frombuffer(file.read(rows * pixels), np.uint8)
    return data.reshape(rows, pixels).astype(np.float32) / np.float32(255)


def blas():
    """The kernel and the rate (flop/s) of the BLAS that NumPy uses."""
    try:
        library = ctypes.CDLL("libopenblas.so.0")
        library.openblas_get_corename.restype = ctypes.c_char_p
        name = "OpenBLAS " + library.openblas_get_corename().decode()
    except OSError:
        name = "reference BLAS (libopenblas0-pthread is not installed; the peers are slower for it)"
    size = 2048
    A = np.random.default_rng(0).random((size, size), np.float32)
    best = float("inf")
    for _ in range(8):
        begin = time.perf_counter()
        A @ A
        best = min(best, time.perf_counter() - begin)
    return name, 2.0 * size**3 / best


def ours(program, images, rows, model, ranks, epochs):
    """Seconds an epoch, update and all metrics of every epoch included, and the kernel. From the records of a
    whole run, without its first tenth and what came before it, as the peers' start is left out too."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [program, "run", "--dataset", str(images), "--rows", f"0:{rows}", "--model", model, "--ranks", ranks,
             "--epochs", str(epochs), "--snapshots", "0", "--figures", "none", "--output", "lists", "--quiet",
             "--out", folder],
            check=True, capture_output=True, text=True)
        result = pathlib.Path(done.stdout.strip().splitlines()[-1])
        with open(result / "metrics.csv", newline="") as file:
            seconds = [float(record["seconds"]) for record in csv.DictReader(file)]
        kernel = json.loads((result / "config.json").read_text()).get("kernel", "")
    few = max(epochs // 10, 1)
    return (seconds[-1] - seconds[few]) / (epochs - few), kernel


def torch_epoch(A, ranks, epochs):
    """Seconds an epoch of the PyTorch formulation."""
    import torch

    torch.manual_seed(0)
    torch.set_num_threads(CORES)
    A = torch.from_numpy(A)
    sizes = [A.shape[0], *ranks, A.shape[1]]
    factors = [torch.rand(a, b, requires_grad=True) for a, b in zip(sizes, sizes[1:])]
    optimizer = torch.optim.Adam(factors, lr=0.01)

    def product():
        M = factors[0]
        for X in factors[1:]:
            M = M @ X
        return M

    def effective_rank(M):
        p = torch.linalg.svdvals(M)
        p = p / p.sum()
        p = p[p > 0]
        return torch.exp(-(p * p.log()).sum()).item()

    def nuclear_rank(M):
        s = torch.linalg.svdvals(M)
        return (s.sum() / s[0]).item()

    def epoch():
        optimizer.zero_grad()
        loss = ((A - product()) ** 2).sum()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for X in factors:
                X.clamp_(min=0)
            M = product()
            return loss.item(), effective_rank(M), nuclear_rank(M), torch.linalg.svdvals(M)[:6].tolist()

    epoch()
    begin = time.perf_counter()
    for _ in range(epochs):
        epoch()
    return (time.perf_counter() - begin) / epochs


def sklearn_iteration(A, rank, iterations):
    """Seconds an iteration of scikit-learn's multiplicative updates."""
    import warnings

    from sklearn.decomposition import NMF

    def fit(count):
        model = NMF(n_components=rank, solver="mu", init="random", random_state=0, tol=0, max_iter=count)
        begin = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit_transform(A)
        return time.perf_counter() - begin

    few = max(iterations // 10, 1)
    return (fit(iterations + few) - fit(few)) / iterations


def installed(module):
    try:
        __import__(module)
        return True
    except ImportError:
        return False


def row(*cells):
    widths = (34, 12, 12, 9, 8, 0)
    print("".join(str(cell).ljust(width) for cell, width in zip(cells, widths)).rstrip(), flush=True)


def milliseconds(seconds):
    return f"{1e3 * seconds:.4g} ms"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--program", default=str(root / "build/release/app/nmf-explorer"))
    parser.add_argument("--mnist", help="an IDX file of at least 10,000 MNIST images")
    parser.add_argument("--fashion", default=FASHION, help="the 60,000 Fashion-MNIST training images")
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()

    name, rate = blas()
    print(f"{CORES} cores; dense single-precision product: {rate / 1e9:.0f} Gflop/s by {name}")
    row("", "ours", "peer", "times", "share", "kernel")

    cases = []
    if arguments.mnist:
        mnist = arguments.mnist
        cases += [("PyTorch", mnist, 250, [20, 10], 20000, 40), ("PyTorch", mnist, 1000, [20, 10], 6000, 8)]
        cases += [("sklearn", mnist, 250, [10], 20000, 2000), ("sklearn", mnist, 2000, [20], 3000, 300),
                  ("sklearn", mnist, 10000, [40], 400, 60)]
    if os.path.exists(arguments.fashion):
        cases += [("sklearn", arguments.fashion, 60000, [40], 60, 10)]
    names = {"PyTorch": "torch", "sklearn": "sklearn"}
    for peer, images, rows, ranks, epochs, peer_epochs in cases:
        A = read_images(images, rows)
        best, best_peer, kernel = float("inf"), float("inf"), ""
        text = ",".join(str(r) for r in ranks)
        for _ in range(arguments.repeats):
            seconds, kernel = ours(arguments.program, images, rows, "deep" if peer == "PyTorch" else "mu", text, epochs)
            best = min(best, seconds)
            if installed(names[peer]):
                theirs = torch_epoch(A, ranks, peer_epochs) if peer == "PyTorch" else sklearn_iteration(
                    A, ranks[0], peer_epochs)
                best_peer = min(best_peer, theirs)
        known = best_peer < float("inf")
        # For a deep model the products with A have the rank of the reconstruction.
        share = 4.0 * A.size * ranks[-1] / best / rate
        what = f"{peer} {rows:,} x {A.shape[1]}, {'ranks' if len(ranks) > 1 else 'rank'} {text}"
        row(what, milliseconds(best), milliseconds(best_peer) if known else "not here",
            f"{best_peer / best:.3g}" if known else "-", f"{share:.2f}", kernel)


if __name__ == "__main__":
    main()
