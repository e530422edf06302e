// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/matrix.h"

#include <algorithm>
#include <cmath>

namespace morphony {

SquareMatrix SquareMatrix::identity(int size) {
    SquareMatrix unit(size);
    for (int i = 0; i < size; ++i) {
        unit(i, i) = 1.0;
    }
    return unit;
}

SquareMatrix multiply(const SquareMatrix& a, const SquareMatrix& b) {
    const int n = a.size();
    SquareMatrix product(n);
    for (int i = 0; i < n; ++i) {
        for (int k = 0; k < n; ++k) {
            const double factor = a(i, k);
            for (int j = 0; j < n; ++j) {
                product(i, j) += factor * b(k, j);
            }
        }
    }
    return product;
}

double trace(const SquareMatrix& a) {
    double sum = 0.0;
    for (int i = 0; i < a.size(); ++i) {
        sum += a(i, i);
    }
    return sum;
}

SquareMatrix combine(double a, const SquareMatrix& x, double b, const SquareMatrix& y) {
    SquareMatrix sum(x.size());
    for (int i = 0; i < x.size(); ++i) {
        for (int j = 0; j < x.size(); ++j) {
            sum(i, j) = a * x(i, j) + b * y(i, j);
        }
    }
    return sum;
}

namespace {

/// Turns rows and columns p and q so that a(p, q) becomes zero; the same turn is applied to the vectors' columns.
void rotate(SquareMatrix& a, SquareMatrix& vectors, int p, int q) {
    const double apq = a(p, q);
    if (apq == 0.0) {
        return;
    }
    const double tau = (a(q, q) - a(p, p)) / (2.0 * apq);
    const double t = (tau >= 0.0 ? 1.0 : -1.0) / (std::abs(tau) + std::sqrt(1.0 + tau * tau));
    const double c = 1.0 / std::sqrt(1.0 + t * t);
    const double s = t * c;
    for (int k = 0; k < a.size(); ++k) {
        const double kp = a(k, p);
        const double kq = a(k, q);
        a(k, p) = c * kp - s * kq;
        a(k, q) = s * kp + c * kq;
    }
    for (int k = 0; k < a.size(); ++k) {
        const double pk = a(p, k);
        const double qk = a(q, k);
        a(p, k) = c * pk - s * qk;
        a(q, k) = s * pk + c * qk;
        const double vp = vectors(k, p);
        const double vq = vectors(k, q);
        vectors(k, p) = c * vp - s * vq;
        vectors(k, q) = s * vp + c * vq;
    }
}

} // namespace

SymmetricEigen symmetricEigen(const SquareMatrix& symmetric) {
    constexpr int kMostSweeps = 60; // converges quadratically: 24 x 24 takes six to eight
    const int n = symmetric.size();
    SquareMatrix a = symmetric;
    SymmetricEigen result{std::vector<double>(static_cast<std::size_t>(n)), SquareMatrix::identity(n)};
    for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
        double off = 0.0;
        double diagonal = 0.0;
        for (int i = 0; i < n; ++i) {
            diagonal += a(i, i) * a(i, i);
            for (int j = i + 1; j < n; ++j) {
                off += a(i, j) * a(i, j);
            }
        }
        if (off <= 1e-28 * diagonal) {
            break;
        }
        for (int p = 0; p < n - 1; ++p) {
            for (int q = p + 1; q < n; ++q) {
                rotate(a, result.vectors, p, q);
            }
        }
    }
    for (int i = 0; i < n; ++i) {
        result.values[static_cast<std::size_t>(i)] = a(i, i);
    }
    return result;
}

SquareMatrix symmetricFunction(const SquareMatrix& symmetric, const std::function<double(double)>& f) {
    const int n = symmetric.size();
    const SymmetricEigen eigen = symmetricEigen(symmetric);
    SquareMatrix result(n);
    for (int k = 0; k < n; ++k) {
        const double value = f(eigen.values[static_cast<std::size_t>(k)]);
        for (int i = 0; i < n; ++i) {
            const double left = value * eigen.vectors(i, k);
            for (int j = 0; j < n; ++j) {
                result(i, j) += left * eigen.vectors(j, k);
            }
        }
    }
    return result;
}

SquareMatrix symmetricRoot(const SquareMatrix& symmetric) {
    return symmetricFunction(symmetric, [](double w) { return std::sqrt(std::max(w, 0.0)); });
}

} // namespace morphony
