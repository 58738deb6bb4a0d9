// 28 groups
KERNEL(1, 1) gemm_direct_add_maximum_b3f7381f10(GLOBAL const f32* left, const i64 left_offset, GLOBAL const f32* right, const i64 right_offset, GLOBAL const f32* extra0, const i64 extra0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    left += left_offset;
    right += right_offset;
    extra0 += extra0_offset;
    out0 += out0_offset;
    const i32 tile = GROUP_ID;
    const i32 column_tile = tile % 7;
    const i32 row_tile = tile / 7 % 4;
    const i32 row = row_tile * 8;
    const i32 column = column_tile * 48 < 252 ? column_tile * 48 : 252;
    const i32 left_begin = row * 784;
    const i32 right_begin = column;
    float16 sum0_0 = 0;
    float16 sum0_1 = 0;
    float16 sum0_2 = 0;
    float16 sum1_0 = 0;
    float16 sum1_1 = 0;
    float16 sum1_2 = 0;
    float16 sum2_0 = 0;
    float16 sum2_1 = 0;
    float16 sum2_2 = 0;
    float16 sum3_0 = 0;
    float16 sum3_1 = 0;
    float16 sum3_2 = 0;
    float16 sum4_0 = 0;
    float16 sum4_1 = 0;
    float16 sum4_2 = 0;
    float16 sum5_0 = 0;
    float16 sum5_1 = 0;
    float16 sum5_2 = 0;
    float16 sum6_0 = 0;
    float16 sum6_1 = 0;
    float16 sum6_2 = 0;
    float16 sum7_0 = 0;
    float16 sum7_1 = 0;
    float16 sum7_2 = 0;
    for (i32 term = 0; term < 784; ++term) {
        const i32 left_at = left_begin + term;
        const i32 right_at = right_begin + term * 300;
        const float16 y0 = vload16(0, right + right_at);
        const float16 y1 = vload16(0, right + right_at + 16);
        const float16 y2 = vload16(0, right + right_at + 32);
        const float16 x0 = (float16) (left[left_at]);
        sum0_0 = FMA(x0, y0, sum0_0);
        sum0_1 = FMA(x0, y1, sum0_1);
        sum0_2 = FMA(x0, y2, sum0_2);
        const float16 x1 = (float16) (left[left_at + 784]);
        sum1_0 = FMA(x1, y0, sum1_0);
        sum1_1 = FMA(x1, y1, sum1_1);
        sum1_2 = FMA(x1, y2, sum1_2);
        const float16 x2 = (float16) (left[left_at + 1568]);
        sum2_0 = FMA(x2, y0, sum2_0);
        sum2_1 = FMA(x2, y1, sum2_1);
        sum2_2 = FMA(x2, y2, sum2_2);
        const float16 x3 = (float16) (left[left_at + 2352]);
        sum3_0 = FMA(x3, y0, sum3_0);
        sum3_1 = FMA(x3, y1, sum3_1);
        sum3_2 = FMA(x3, y2, sum3_2);
        const float16 x4 = (float16) (left[left_at + 3136]);
        sum4_0 = FMA(x4, y0, sum4_0);
        sum4_1 = FMA(x4, y1, sum4_1);
        sum4_2 = FMA(x4, y2, sum4_2);
        const float16 x5 = (float16) (left[left_at + 3920]);
        sum5_0 = FMA(x5, y0, sum5_0);
        sum5_1 = FMA(x5, y1, sum5_1);
        sum5_2 = FMA(x5, y2, sum5_2);
        const float16 x6 = (float16) (left[left_at + 4704]);
        sum6_0 = FMA(x6, y0, sum6_0);
        sum6_1 = FMA(x6, y1, sum6_1);
        sum6_2 = FMA(x6, y2, sum6_2);
        const float16 x7 = (float16) (left[left_at + 5488]);
        sum7_0 = FMA(x7, y0, sum7_0);
        sum7_1 = FMA(x7, y1, sum7_1);
        sum7_2 = FMA(x7, y2, sum7_2);
    }
    f32 product[384];
    vstore16(sum0_0, 0, product);
    vstore16(sum0_1, 0, product + 16);
    vstore16(sum0_2, 0, product + 32);
    vstore16(sum1_0, 0, product + 48);
    vstore16(sum1_1, 0, product + 64);
    vstore16(sum1_2, 0, product + 80);
    vstore16(sum2_0, 0, product + 96);
    vstore16(sum2_1, 0, product + 112);
    vstore16(sum2_2, 0, product + 128);
    vstore16(sum3_0, 0, product + 144);
    vstore16(sum3_1, 0, product + 160);
    vstore16(sum3_2, 0, product + 176);
    vstore16(sum4_0, 0, product + 192);
    vstore16(sum4_1, 0, product + 208);
    vstore16(sum4_2, 0, product + 224);
    vstore16(sum5_0, 0, product + 240);
    vstore16(sum5_1, 0, product + 256);
    vstore16(sum5_2, 0, product + 272);
    vstore16(sum6_0, 0, product + 288);
    vstore16(sum6_1, 0, product + 304);
    vstore16(sum6_2, 0, product + 320);
    vstore16(sum7_0, 0, product + 336);
    vstore16(sum7_1, 0, product + 352);
    vstore16(sum7_2, 0, product + 368);
    for (i32 i = 0; i < 8; ++i) {
        const i32 at_row = row + i;
        f32 results[48];
        for (i32 j = (i32) (column_tile * 48 - column); j < 48; ++j) {
            const i32 at_column = column + j;
            const f32 t0 = product[i * 48 + j];
            const f32 t1 = extra0[at_column];
            const f32 t2 = t0 + t1;
            const f32 t3 = 0.0f;
            const f32 t4 = maximum_f32(t2, t3);
            results[j] = t4;
        }
        for (i32 j = (i32) (column_tile * 48 - column); j < 48; ++j) {
            const i32 at_column = column + j;
            out0[at_row * 300 + at_column] = results[j];
        }
    }
}

