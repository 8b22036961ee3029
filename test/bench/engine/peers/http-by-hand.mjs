import { curl, withServer } from './http-service.mjs';

let done = 0;
for (; done < Number(process.env.COUNT); done += 1) await withServer(curl);
console.log(done);
