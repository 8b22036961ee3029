import * as z from 'zod';

// A command checks a file or two: to compile each schema first, as zod does where it may, takes longer than that.
z.config({ jitless: true });
