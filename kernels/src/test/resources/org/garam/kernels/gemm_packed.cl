KERNEL(1, 1) gemm_pack_d89d2c0f8e(GLOBAL const f32* right, const i64 right_offset, GLOBAL f32* packed, const i64 packed_offset)
{
    right += right_offset;
    packed += packed_offset;
    const i32 part = 0;
    const i32 column_tile = GROUP_ID % 2;
    const i32 column = column_tile * 4 < 3 ? column_tile * 4 : 3;
    const i32 right_at = column;
    const i32 packed_at = column_tile * 24;
    const i32 begin = part * 128;
    const i32 end = begin + 128 < 6 ? begin + 128 : 6;
    for (i32 term = begin; term < end; ++term) {
        for (i32 j = 0; j < 4; ++j) {
            packed[packed_at + term * 4 + j] = right[right_at + term * 7 + j];
        }
    }
}

KERNEL(1, 1) gemm_direct_add_0139f448cb(GLOBAL const f32* left, const i64 left_offset, GLOBAL f32* right, const i64 right_offset, GLOBAL const f32* extra0, const i64 extra0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    left += left_offset;
    right += right_offset;
    extra0 += extra0_offset;
    out0 += out0_offset;
    const i32 tile = GROUP_ID;
    const i32 row_tile = tile % 2;
    const i32 column_tile = tile / 2 % 2;
    const i32 row = row_tile * 3 < 2 ? row_tile * 3 : 2;
    const i32 column = column_tile * 4 < 3 ? column_tile * 4 : 3;
    const i32 left_begin = row * 6;
    const i32 right_begin = column_tile * 24;
    float4 sum0_0 = 0;
    float4 sum1_0 = 0;
    float4 sum2_0 = 0;
    for (i32 term = 0; term < 6; ++term) {
        const i32 left_at = left_begin + term;
        const i32 right_at = right_begin + term * 4;
        const float4 y0 = vload4(0, right + right_at);
        const float4 x0 = (float4) (left[left_at]);
        sum0_0 = FMA(x0, y0, sum0_0);
        const float4 x1 = (float4) (left[left_at + 6]);
        sum1_0 = FMA(x1, y0, sum1_0);
        const float4 x2 = (float4) (left[left_at + 12]);
        sum2_0 = FMA(x2, y0, sum2_0);
    }
    f32 product[12];
    vstore4(sum0_0, 0, product);
    vstore4(sum1_0, 0, product + 4);
    vstore4(sum2_0, 0, product + 8);
    for (i32 i = (i32) (row_tile * 3 - row); i < 3; ++i) {
        const i32 at_row = row + i;
        f32 results[4];
        for (i32 j = (i32) (column_tile * 4 - column); j < 4; ++j) {
            const i32 at_column = column + j;
            const f32 t0 = product[i * 4 + j];
            const f32 t1 = extra0[at_column];
            const f32 t2 = t0 + t1;
            results[j] = t2;
        }
        for (i32 j = (i32) (column_tile * 4 - column); j < 4; ++j) {
            const i32 at_column = column + j;
            out0[at_row * 7 + at_column] = results[j];
        }
    }
}
