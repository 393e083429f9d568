// kCovers: whether a table of tests has one row for each alternative of a variant, in its order. A
// row type says by `Expected` which one it is for.
#pragma once

#include <tuple>
#include <type_traits>
#include <variant>

namespace fakes {

template <class Table, class Variant>
inline constexpr bool kCovers = false;
template <class... Rows, class... All>
requires(
    sizeof...(Rows) ==
    sizeof...(All)) inline constexpr bool kCovers<const std::tuple<Rows...>, std::variant<All...>> =
    (std::is_same_v<typename Rows::Expected, All> && ...);

}  // namespace fakes
