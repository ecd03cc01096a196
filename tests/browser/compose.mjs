// The README's picture: the three pages of one moment, side by side.
import { mkdirSync } from 'node:fs';

const TARGET = new URL('../../docs/images/story.png', import.meta.url).pathname;

export async function composeStory(browser, { resident, wang, board }) {
    const shots = [];
    for (const person of [resident, wang, board]) {
        const picture = await person.page.screenshot();
        shots.push(`data:image/png;base64,${picture.toString('base64')}`);
    }
    const page = await browser.newPage({ viewport: { width: 1400, height: 570 } });
    await page.setContent(`<style>
        body { margin: 0; padding: 14px; display: flex; gap: 14px; background: #e9e3d8; }
        img { flex: none; height: 542px; border-radius: 10px; box-shadow: 0 2px 10px #0004; }
    </style>${shots.map((src) => `<img src="${src}">`).join('')}`);
    await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
    const width = await page.evaluate(() => {
        const [last] = [...document.images].slice(-1);
        return Math.ceil(last.getBoundingClientRect().right) + 14;
    });
    await page.setViewportSize({ width, height: 570 });
    mkdirSync(new URL('../../docs/images', import.meta.url).pathname, { recursive: true });
    await page.screenshot({ path: TARGET });
    await page.close();
}
