/** DBSCAN (Ester et al. 1996): what lies close together is a region; what lies by itself is an outlier and in none. */

/** Index of the region of each of `count` points, -1 for outliers; regions in the order of their first points. A region has at least two points. */
export function findRegions(count: number, isNear: (a: number, b: number) => boolean): Int32Array {
  const regions = new Int32Array(count).fill(-1);
  let next = 0;
  for (let start = 0; start < count; start += 1) {
    if (regions[start] !== -1) continue;
    const members = spread(start, regions, isNear);
    if (members.length < 2) continue;
    for (const member of members) regions[member] = next;
    next += 1;
  }
  return regions;
}

/** All that can be reached from a point over points that are near each other. With two as the least neighbourhood, every point that has a neighbour is a core. */
function spread(start: number, regions: Int32Array, isNear: (a: number, b: number) => boolean): readonly number[] {
  const members = [start];
  const reached = new Set(members);
  for (const member of members) {
    for (let other = 0; other < regions.length; other += 1) {
      if (regions[other] !== -1 || reached.has(other) || !isNear(member, other)) continue;
      reached.add(other);
      members.push(other);
    }
  }
  return members;
}
