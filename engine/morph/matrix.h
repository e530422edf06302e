// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace morphony {

/// Small square matrix in double precision, row-major, for statistics of a few dozen bands. All zero at first.
class SquareMatrix {
public:
    explicit SquareMatrix(int size = 0)
        : m_size(size), m_values(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), 0.0) {}
    [[nodiscard]] static SquareMatrix identity(int size);

    [[nodiscard]] int size() const { return m_size; }
    double& operator()(int row, int column) { return m_values[index(row, column)]; }
    double operator()(int row, int column) const { return m_values[index(row, column)]; }

private:
    [[nodiscard]] std::size_t index(int row, int column) const {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(m_size) + static_cast<std::size_t>(column);
    }
    int m_size;
    std::vector<double> m_values;
};

[[nodiscard]] SquareMatrix multiply(const SquareMatrix& a, const SquareMatrix& b);
[[nodiscard]] double trace(const SquareMatrix& a);
/// a * x + b * y.
[[nodiscard]] SquareMatrix combine(double a, const SquareMatrix& x, double b, const SquareMatrix& y);

/// Eigenvalues and eigenvectors (columns) of a symmetric matrix, by cyclic Jacobi rotations (Golub & Van Loan, section
/// 8.5): exact to rounding, no order promised.
struct SymmetricEigen {
    std::vector<double> values;
    SquareMatrix vectors;
};
[[nodiscard]] SymmetricEigen symmetricEigen(const SquareMatrix& symmetric);

/// V f(values) V' of a symmetric matrix: its square root, inverse root and so on.
[[nodiscard]] SquareMatrix symmetricFunction(const SquareMatrix& symmetric, const std::function<double(double)>& f);
/// The symmetric root of a positive semi-definite matrix; eigenvalues below zero by rounding count as zero.
[[nodiscard]] SquareMatrix symmetricRoot(const SquareMatrix& symmetric);

} // namespace morphony
