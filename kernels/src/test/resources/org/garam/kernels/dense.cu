// 20 groups
KERNEL(8, 8) gemm_partial_6d2570d57a(GLOBAL const f32* left, const i64 left_offset, GLOBAL const f32* right, const i64 right_offset, GLOBAL f32* partial, const i64 partial_offset)
{
    left += left_offset;
    right += right_offset;
    partial += partial_offset;
    LOCAL_ARRAY(f32, left_tile, 576);
    LOCAL_ARRAY(f32, right_tile, 1088);
    const i32 item = LOCAL_Y * 8 + LOCAL_X;
    const i32 first_column = GROUP_ID % 5 * 64;
    const i32 first_row = 0;
    const i32 slice = GROUP_ID / 5 % 4;
    const i32 end = slice * 208 + 208 < 784 ? slice * 208 + 208 : 784;
    const i32 left_begin = 0;
    f32 left_next[8];
    const i32 right_begin = 0;
    f32 right_next[16];
    f32 sum[32];
    #pragma unroll
    for (i32 n = 0; n < 32; ++n) {
        sum[n] = 0;
    }
    i32 term = slice * 208;
    #pragma unroll
    for (i32 n = 0; n < 8; ++n) {
        const i32 at = first_row + (item + n * 64) / 16;
        const i32 at_term = term + (item + n * 64) % 16;
        left_next[n] = at_term < end ? left[left_begin + at * 784 + at_term] : 0;
    }
    #pragma unroll
    for (i32 n = 0; n < 16; ++n) {
        const i32 at = first_column + (item + n * 64) % 64;
        const i32 at_term = term + (item + n * 64) / 64;
        right_next[n] = at < 300 && at_term < end ? right[right_begin + at + at_term * 300] : 0;
    }
    for (; term < end; term += 16) {
        #pragma unroll
        for (i32 n = 0; n < 8; ++n) {
            left_tile[((item + n * 64) % 16) * 36 + (item + n * 64) / 16] = left_next[n];
        }
        #pragma unroll
        for (i32 n = 0; n < 16; ++n) {
            right_tile[((item + n * 64) / 64) * 68 + (item + n * 64) % 64] = right_next[n];
        }
        BARRIER;
        #pragma unroll
        for (i32 n = 0; n < 8; ++n) {
            const i32 at = first_row + (item + n * 64) / 16;
            const i32 at_term = term + 16 + (item + n * 64) % 16;
            left_next[n] = at_term < end ? left[left_begin + at * 784 + at_term] : 0;
        }
        #pragma unroll
        for (i32 n = 0; n < 16; ++n) {
            const i32 at = first_column + (item + n * 64) % 64;
            const i32 at_term = term + 16 + (item + n * 64) / 64;
            right_next[n] = at < 300 && at_term < end ? right[right_begin + at + at_term * 300] : 0;
        }
        for (i32 p = 0; p < 16; ++p) {
            f32 x[4];
            f32 y[8];
            #pragma unroll
            for (i32 i = 0; i < 4; ++i) {
                x[i] = left_tile[p * 36 + LOCAL_Y * 4 + i];
            }
            #pragma unroll
            for (i32 j = 0; j < 8; ++j) {
                y[j] = right_tile[p * 68 + j / 4 * 32 + LOCAL_X * 4 + j % 4];
            }
            #pragma unroll
            for (i32 i = 0; i < 4; ++i) {
                #pragma unroll
                for (i32 j = 0; j < 8; ++j) {
                    sum[i * 8 + j] = FMA(x[i], y[j], sum[i * 8 + j]);
                }
            }
        }
        BARRIER;
    }
    #pragma unroll
    for (i32 i = 0; i < 4; ++i) {
        const i32 row = first_row + LOCAL_Y * 4 + i;
        #pragma unroll
        for (i32 j = 0; j < 8; ++j) {
            const i32 column = first_column + j / 4 * 32 + LOCAL_X * 4 + j % 4;
            if (row < 32 && column < 300) {
                partial[slice * 9600 + row * 300 + column] = sum[i * 8 + j];
            }
        }
    }
}

// 38 groups
KERNEL(256, 1) gemm_sum_add_maximum_6f8b68f65b(GLOBAL f32* partial, const i64 partial_offset, GLOBAL const f32* extra0, const i64 extra0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    partial += partial_offset;
    extra0 += extra0_offset;
    out0 += out0_offset;
    const i32 item = (i32) GROUP_ID * 256 + LOCAL_X;
    if (item < 9600) {
        f32 sum = partial[item];
        for (i32 slice = 1; slice < 4; ++slice) {
            sum = sum + partial[slice * 9600 + item];
        }
        const i32 at1 = item % 300;
        const i32 at_over1 = item / 300;
        const f32 t0 = sum;
        const f32 t1 = extra0[at1];
        const f32 t2 = t0 + t1;
        const f32 t3 = 0.0f;
        const f32 t4 = maximum_f32(t2, t3);
        out0[at_over1 * 300 + at1] = t4;
    }
}

