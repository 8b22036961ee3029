// Finds a Chromium, or installs Debian's where that is allowed.
import { existsSync } from 'node:fs';
import { aptInstall } from './apt-get.mjs';
import { fail } from './fail.mjs';

const places = [
  process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const found = () => places.find((place) => place !== undefined && existsSync(place));

/** @returns {string} the path of a Chromium or Chrome; ends the process when there is none and none can be installed. */
export function chromiumPath() {
  return found() ?? install() ?? fail('Chromium is missing: apt-get install -y chromium (as root), or set CHROMIUM_PATH to a Chromium or Chrome');
}

function install() {
  aptInstall('chromium');
  return found();
}
