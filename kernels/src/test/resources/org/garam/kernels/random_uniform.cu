// 1 groups
KERNEL(256, 1) random_uniform_float32_04ce3628ab(GLOBAL const i64* state, const i64 state_offset, GLOBAL f32* out0, const i64 out0_offset, const i32 count)
{
    state += state_offset;
    out0 += out0_offset;
    const i32 block = (i32) GROUP_ID * 256 + LOCAL_X;
    u32 words[4];
    philox((u64) state[0], (u64) state[1] + (u64) block, words);
    for (i32 i = 0; i < 4; ++i) {
        const i32 x = block * 4 + i;
        if (x < count) {
            out0[x] = uniform_f32(words[i]);
        }
    }
}

