// A bound for a map that is only a memory: of what was dropped, somebody asks or looks again. Not
// thread-safe by itself.
#pragma once

#include <cstddef>

namespace base {

// Drops what is in the way of another key, so that the map never has more than `most` entries.
template <class Map>
void make_room(Map& map, const typename Map::key_type& key, std::size_t most) {
  if (map.contains(key)) return;
  while (!map.empty() && map.size() >= most) map.erase(map.begin());
}

}  // namespace base
