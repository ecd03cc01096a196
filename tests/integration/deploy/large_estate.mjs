// The folder of an estate far larger than 兴禾花园: 5,000 households in 40 buildings, 500
// volunteers, 40 staff, a plan of 340 shapes. Always the same one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const kBuildings = 40;
export const kHouseholds = 5000;
export const kVolunteers = 500;
export const kStaff = 40;
const kShapes = 300; // beside the outlines
const kSkills = ['plumbing', 'heating', 'electrical', 'traffic', 'errands', 'care'];

const pad = (n, width) => String(n).padStart(width, '0');
export const householdId = (n) => `h-${pad(n, 4)}`;
export const volunteerId = (n) => `v-${pad(n, 3)}`;
export const staffId = (n) => `s-${pad(n, 2)}`;
const buildingOf = (household) => 1 + Math.floor((household - 1) / (kHouseholds / kBuildings));

// 8 by 5 of them, 60 m apart.
function placeOf(building) {
  const at = building - 1;
  return { lat: 31.23 + 0.0006 * Math.floor(at / 8), lon: 121.47 + 0.0007 * (at % 8) };
}

const round = (degrees) => Number(degrees.toFixed(6));

function ring({ lat, lon }, corners, size) {
  const positions = [];
  for (let i = 0; i < corners; ++i) {
    const turn = (2 * Math.PI * i) / corners;
    positions.push([round(lon + size * Math.cos(turn)), round(lat + size * Math.sin(turn))]);
  }
  return [...positions, positions[0]];
}

function toml() {
  const lines = [
    'code = "baihe"',
    'name = "百合新城"',
    'phone = "021-5555-0300"',
    '[station]',
    'name = "服务站"',
    'lat = 31.2312',
    'lon = 121.4725',
  ];
  for (let k = 1; k <= 3; ++k) {
    lines.push('[[contacts]]', `id = "k-${k}"`, `name = "值班${k}"`, `phone = "139-0000-000${k}"`);
  }
  for (const skill of kSkills) {
    lines.push('[[categories]]', `id = "${skill}"`, `name = "${skill}"`, `skill = "${skill}"`);
  }
  for (let b = 1; b <= kBuildings; ++b) {
    const { lat, lon } = placeOf(b);
    lines.push('[[buildings]]', `id = "${b}"`, `name = "${b}号楼"`);
    lines.push(`lat = ${round(lat)}`, `lon = ${round(lon)}`);
  }
  return lines.join('\n') + '\n';
}

function plan() {
  const features = [];
  const add = (properties, type, coordinates) =>
    features.push(
      JSON.stringify({ type: 'Feature', properties, geometry: { type, coordinates } }),
    );
  for (let b = 1; b <= kBuildings; ++b) {
    add({ kind: 'building', id: String(b) }, 'Polygon', [ring(placeOf(b), 8, 0.0002)]);
  }
  for (let i = 0; i < kShapes; ++i) {
    const { lat, lon } = placeOf(1 + (i % kBuildings));
    const at = { lat: lat + 0.0001 * (i % 7), lon: lon + 0.0001 * (i % 5) };
    if (i % 3 === 0) add({ kind: 'path', name: `路${i}` }, 'LineString', ring(at, 20, 0.0003));
    else if (i % 3 === 1) add({ kind: 'green' }, 'Polygon', [ring(at, 20, 0.0001)]);
    else add({ kind: 'gate', name: `门${i}` }, 'Point', [round(at.lon), round(at.lat)]);
  }
  return `{"type": "FeatureCollection", "features": [\n${features.join(',\n')}\n]}\n`;
}

// `household(n, cells)` and `volunteer(n, cells)` may change a row, or drop it with null.
export function writeLargeEstate(folder, { household, volunteer } = {}) {
  const row = (change, n, cells) => (change ? change(n, cells) : cells);
  const csv = (header, rows) =>
    [header, ...rows.filter(Boolean).map((cells) => cells.join(','))].join('\n') + '\n';
  const households = [];
  for (let n = 1; n <= kHouseholds; ++n) {
    const building = buildingOf(n);
    const floor = 1 + ((n - 1) % 25);
    const door = `${building}号楼${1 + (n % 2)}单元${floor}${pad(n, 4)}`;
    const cells = [householdId(n), building, 1 + (n % 2), floor, door, `住户${n}`];
    households.push(row(household, n, [...cells, `138-0000-${pad(n, 4)}`]));
  }
  const helper = (id, n, name) => {
    const building = 1 + (n % kBuildings);
    const skills = [kSkills[n % kSkills.length], kSkills[(n + 1) % kSkills.length]].join(';');
    return [id, `${name}${n}`, building, skills, '1.1', `${building}号楼`, `137-0000-${pad(n, 4)}`];
  };
  const volunteers = [];
  for (let n = 1; n <= kVolunteers; ++n) {
    volunteers.push(row(volunteer, n, helper(volunteerId(n), n, '志愿者')));
  }
  const staff = [];
  for (let n = 1; n <= kStaff; ++n) staff.push(helper(staffId(n), n, '物业'));

  mkdirSync(folder, { recursive: true });
  const helpers = 'id,name,group,skills,pace_mps,door,phone';
  writeFileSync(join(folder, 'estate.toml'), toml());
  writeFileSync(
    join(folder, 'households.csv'),
    csv('id,building,unit,floor,door,name,phone', households),
  );
  writeFileSync(join(folder, 'volunteers.csv'), csv(helpers, volunteers));
  writeFileSync(join(folder, 'staff.csv'), csv(helpers, staff));
  writeFileSync(join(folder, 'plan.geojson'), plan());
}
