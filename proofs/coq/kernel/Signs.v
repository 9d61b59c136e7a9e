(** Reasons for the sign of a term over a region, and why they are good ones. *)

From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal Identity Simplify Enclosures Evaluate Derivatives Curvature Regions Centred Arms.
Import ListNotations.
Local Open Scope R_scope.

(** * Facts *)

Inductive sign_kind := KNonneg | KPos | KZero | KNonzero.

Definition kind_holds (k : sign_kind) (x : R) : Prop :=
  match k with KNonneg => 0 <= x | KPos => 0 < x | KZero => x = 0 | KNonzero => x <> 0 end.

(** [sure]: the term is defined wherever the fact is used. *)
Record fact := MakeFact { fact_term : term; fact_kind : sign_kind; sure : bool }.

Definition fact_holds (env : environment) (f : fact) : Prop :=
  (sure f = true -> defined env (fact_term f)) /\ (defined env (fact_term f) -> kind_holds (fact_kind f) (value env (fact_term f))).

Record context := Context {
  count : nat;
  area : region;
  box : list range;
  facts : list (option fact)
}.

Definition in_context (c : context) (env : environment) : Prop :=
  length env = count c /\ in_region (area c) env /\ box c = box_of (area c)
  /\ (forall f, In (Some f) (facts c) -> fact_holds env f).

Fixpoint signs_of (fs : list (option fact)) : signs :=
  match fs with
  | [] => []
  | Some f :: fs =>
      match fact_kind f with
      | KNonneg => (fact_term f, false) :: signs_of fs
      | KPos => (fact_term f, true) :: signs_of fs
      | KZero | KNonzero => signs_of fs
      end
  | None :: fs => signs_of fs
  end.

Lemma signs_of_spec env fs : (forall f, In (Some f) fs -> fact_holds env f) -> signs_hold env (signs_of fs).
Proof.
  induction fs as [|[f|] fs IH]; intros H; cbn [signs_of]; [apply no_signs | |].
  - assert (T : signs_hold env (signs_of fs)) by (apply IH; intros g Hg; apply H; now right).
    destruct (H f (or_introl eq_refl)) as [_ K].
    destruct (fact_kind f) eqn:E; try exact T; intros k s [F|F] D; try (now apply T); injection F as <- <-; now apply K.
  - apply IH. intros g Hg. apply H. now right.
Qed.

(** A negated difference as the difference the other way round. *)
Definition straightened (t : term) : term :=
  match t with
  | TUn Neg (TBin Sub a b) | TBin Sub (TZ 0) (TBin Sub a b) => TBin Sub b a
  | _ => t
  end.

Lemma straightened_spec env t : defined env (straightened t) -> defined env t /\ value env (straightened t) = value env t.
Proof.
  intros D. assert (P : defined env t -> value env (straightened t) = value env t -> defined env t /\ value env (straightened t) = value env t)
    by tauto.
  destruct t as [| | | |f a|f a b| |]; try (apply P; [exact D | reflexivity]).
  - destruct f; try (apply P; [exact D | reflexivity]). destruct a as [| | | | |g a b| |]; try (apply P; [exact D | reflexivity]).
    destruct g; try (apply P; [exact D | reflexivity]). cbn in *. split; [tauto | ring].
  - destruct f; try (apply P; [exact D | reflexivity]). destruct a as [|z| | | | | |]; try (apply P; [exact D | reflexivity]).
    destruct z; try (apply P; [exact D | reflexivity]). destruct b as [| | | | |g b d| |]; try (apply P; [exact D | reflexivity]).
    destruct g; try (apply P; [exact D | reflexivity]). cbn in *. split; [tauto | ring].
Qed.

Definition known (c : context) : signs :=
  let ks := signs_of (facts c) in map (fun k => (straightened (fst k), snd k)) ks ++ ks.

Lemma known_spec env c : (forall f, In (Some f) (facts c) -> fact_holds env f) -> signs_hold env (known c).
Proof.
  intros H. pose proof (signs_of_spec env (facts c) H) as S. intros k s K D. apply in_app_or in K. destruct K as [K|K]; [|now apply S].
  apply in_map_iff in K. destruct K as [[u r] [E K]]. injection E as <- <-. cbn [fst snd] in *.
  destruct (straightened_spec env u D) as [Du Vu]. rewrite Vu. now apply S.
Qed.

Definition is_defined (c : context) (t : term) : bool := defined_over (box c) (known c) t.

Lemma is_defined_spec c env t : in_context c env -> is_defined c t = true -> defined env t.
Proof.
  intros [_ [A [B F]]]. apply defined_over_spec; [rewrite B; now apply box_of_spec | now apply known_spec].
Qed.

(** A fact that may be used: its term is defined. *)
Definition usable (c : context) (i : nat) : option (term * sign_kind) :=
  match nth_error (facts c) i with
  | Some (Some f) => if sure f || is_defined c (fact_term f) then Some (fact_term f, fact_kind f) else None
  | _ => None
  end.

Lemma usable_spec c env i t k : in_context c env -> usable c i = Some (t, k) -> defined env t /\ kind_holds k (value env t).
Proof.
  unfold usable. intros C. destruct (nth_error (facts c) i) as [[f|]|] eqn:E; try discriminate.
  destruct (sure f || is_defined c (fact_term f)) eqn:S; [|discriminate]. injection 1 as <- <-.
  destruct C as [C0 [C1 [C2 C3]]]. destruct (C3 f (nth_error_In _ _ E)) as [H K].
  assert (D : defined env (fact_term f)).
  { apply orb_true_iff in S. destruct S as [S|S]; [now apply H | apply (is_defined_spec c env _ (conj C0 (conj C1 (conj C2 C3))) S)]. }
  split; [exact D | now apply K].
Qed.

(** The distance from an end of the region, and whether it is positive. *)
Definition distance (c : context) (v : nat) (up : bool) : option (term * bool) :=
  let (l, h) := nth v (area c) (None, None) in
  match (if up then h else l) with
  | Some b =>
      if closed (at_ b) && is_defined c (at_ b) then
        Some (if up then TBin Sub (at_ b) (TVar v) else TBin Sub (TVar v) (at_ b), open b)
      else None
  | None => None
  end.

Lemma distance_spec c env v up t s : in_context c env -> distance c v up = Some (t, s) ->
  defined env t /\ has_sign s (value env t).
Proof.
  unfold distance. intros C. pose proof (proj1 (proj2 C) v) as [L U].
  destruct (nth v (area c) (None, None)) as [l h]. cbn in L, U.
  destruct up; [destruct h as [b|] | destruct l as [b|]]; try discriminate;
    (destruct (closed (at_ b)) eqn:K; [|discriminate]; destruct (is_defined c (at_ b)) eqn:D; [|discriminate];
     injection 1 as <- <-; apply (is_defined_spec c env _ C) in D; cbn in *;
     rewrite (closed_value env [] (at_ b) K); split; [tauto|]; destruct (open b); cbn; lra).
Qed.

(** * Reasons *)

Inductive reason :=
| Natural
| Exact
| Rewrite (g : term) (r : reason)
| Collapse (v : nat) (up : bool) (d : term) (slope face : reason)
| Slide (i : nat) (v : nat) (up : bool) (k : Q) (at_bound d : term) (slope face : reason)
| Product (multiplier : factors) (terms : summands) (equalities : list (nat * term))
| Contradiction (terms : summands) (equalities : list (nat * term))
| Chord (v : nat) (d dd : term) (second low high : reason)
| ExpTangent (u c : term)
| LnTangent (u c : term)
| EitherArm (m : term) (first second : reason)
| BeyondArm (m : term) (upper : bool)
| Image (f : unary) (greater lesser image : term) (r : reason)
| Halves (v : nat) (p : term) (below above : reason)
| Bisected (depth : nat) (slopes : list (nat * term))
with factors := NoFactor | Times (f : factor) (rest : factors)
with factor :=
| Fact (i : nat)
| End (v : nat) (up : bool)
| Negated
| Square (t : term)
| Signed (t : term) (strict : bool) (r : reason)
with summands := NoTerm | Plus (c : Q) (fs : factors) (rest : summands).

(** What is left where [v] is moved: facts free of it, and [keep]. *)
Fixpoint left_facts (keep : option nat) (v : nat) (i : nat) (fs : list (option fact)) : list (option fact) :=
  match fs with
  | [] => []
  | f :: fs =>
      (match f with
       | Some g =>
           if match keep with Some k => Nat.eqb k i | None => false end
           then Some (MakeFact (fact_term g) (fact_kind g) false)
           else if occurs v (fact_term g) then None else f
       | None => None
       end) :: left_facts keep v (S i) fs
  end.

(** On the way along [v], the ends left out. *)
Definition on_the_way (c : context) (keep : option nat) (v : nat) : context :=
  let (l, h) := nth v (area c) (None, None) in
  let ends := (opened l, opened h) in
  Context (count c) (set_nth (area c) v ends) (set_nth (box c) v (range_of ends)) (left_facts keep v 0 (facts c)).

(** The part of the context with other ends of one variable. *)
Definition part (c : context) (v : nat) (e : option bound * option bound) : context :=
  Context (count c) (set_nth (area c) v e) (set_nth (box c) v (range_of e)) (facts c).

(** Not more than necessary is looked at: [orb] and [andb] would have both sides computed first. *)
Local Notation "a 'orelse' b" := (if a then true else b) (at level 50, left associativity).
Local Notation "a 'andthen' b" := (if a then b else false) (at level 40, left associativity).

Definition with_facts (c : context) (fs : list (option fact)) : context := Context (count c) (area c) (box c) fs.

Definition same_end (a b : option bound) : bool :=
  match a, b with Some a, Some b => same (at_ a) (at_ b) | _, _ => false end.

(** [t] is not beyond the end of [v]. *)
Definition within_end (c : context) (t : term) (v : nat) (up : bool) : bool :=
  let pick (e : option bound * option bound) := if up then snd e else fst e in
  match pick (nth v (area c) (None, None)) with
  | None => true
  | Some b =>
      closed (at_ b)
      && (same t (at_ b)
          orelse natural (box c) (known c) false (if up then TBin Sub (at_ b) t else TBin Sub t (at_ b))
          orelse match t with TVar w => same_end (pick (nth w (area c) (None, None))) (Some b) | _ => false end)
  end.

Definition is_positive_rational (q : Q) : bool := Z.ltb 0 (Qnum q).

Fixpoint sum_of_equalities (c : context) (es : list (nat * term)) : option term :=
  match es with
  | [] => Some (TZ 0)
  | (i, g) :: es =>
      match usable c i with
      | Some (t, KZero) =>
          if is_defined c g then
            match sum_of_equalities c es with Some s => Some (TBin Add (TBin Mul g t) s) | None => None end
          else None
      | _ => None
      end
  end.

(** Simplified by the signs that enclosures show. *)
Definition simple (c : context) (t : term) : term := simplified (natural (box c) (known c)) t.

(** Whether a term is 0, and whether two agree, in this context. *)
Definition also_vanishes (t u : term) : bool := if same t u then false else vanishes u.
Definition vanishes_in (c : context) (t : term) : bool := if vanishes t then true else also_vanishes t (simple c t).
Definition agree_in (c : context) (s t : term) : bool := same s t orelse vanishes_in c (TBin Sub s t).

(** By the normal form: it is 0, or its enclosure has the sign. *)
Definition exact (c : context) (strict : bool) (f : term) : bool :=
  is_defined c f
  && ((negb strict && vanishes_in c f) || natural (box c) (known c) strict (normalised f)
      || natural (box c) (known c) strict (simple c f)).

Fixpoint sign (c : context) (f : term) (strict : bool) (r : reason) {struct r} : bool :=
  match r with
  | Natural => natural (box c) (known c) strict f orelse exact c strict f
  | Exact => exact c strict f
  | Rewrite g r => is_defined c f && agree_in c f g && sign c g strict r
  | Collapse v up d slope face =>
      let (l, h) := nth v (area c) (None, None) in
      match (if up then h else l) with
      | Some b =>
          let w := on_the_way c None v in
          let e := substitute v (at_ b) f in
          let slope_of t := if up then TUn Neg t else t in
          let slopes (s : bool) :=
            natural (box w) (known w) s (slope_of (derivative v f))
            orelse (agree_in w (derivative v f) d andthen sign w (slope_of d) s slope) in
          Nat.ltb v (count c) && Nat.ltb v (length (area c)) && closed (at_ b)
          && is_defined (with_facts c (facts w)) f && is_defined w (derivative v f)
          && (if strict then
                (sign c e true face andthen slopes false) orelse (open b andthen sign c e false face andthen slopes true)
              else sign c e false face andthen slopes false)
      | None => false
      end
  | Slide i v up k t d slope face =>
      match nth_error (facts c) i with
      | Some (Some g) =>
          let w := on_the_way c (Some i) v in
          let e := substitute v t f in
          let slope_of t := if up then TUn Neg t else t in
          let slopes (s : bool) :=
            natural (box w) (known w) s (slope_of (derivative v f))
            orelse (agree_in w (derivative v f) d andthen sign w (slope_of d) s slope) in
          let opened := match fact_kind g with KPos => true | _ => false end in
          match fact_kind g with KNonneg | KPos => true | _ => false end
          && (sure g || is_defined c (fact_term g)) && is_positive_rational k
          && agree (fact_term g) (TBin Mul (rational k) (if up then TBin Sub t (TVar v) else TBin Sub (TVar v) t))
          && negb (occurs v t) && is_defined c t && within_end c t v up
          && Nat.ltb v (count c) && Nat.ltb v (length (area c))
          && is_defined (with_facts c (facts w)) f && is_defined w (derivative v f)
          && (if strict then
                (sign c e true face andthen slopes false) orelse (opened andthen sign c e false face andthen slopes true)
              else sign c e false face andthen slopes false)
      | _ => false
      end
  | Product m ts es =>
      is_defined c f
      && match product_of c None m with
         | Some (t, true) =>
             match sum_of c None ts with
             | Some (s, positive) =>
                 match sum_of_equalities c es with
                 | Some z => (positive || negb strict) && vanishes_in c (TBin Sub (TBin Mul f t) (TBin Add s z))
                 | None => false
                 end
             | None => false
             end
         | _ => false
         end
  | Contradiction ts es =>
      is_defined c f
      && match sum_of c (Some (TUn Neg f, negb strict)) ts with
         | Some (s, true) =>
             match sum_of_equalities c es with Some z => vanishes_in c (TBin Add s z) | None => false end
         | _ => false
         end
  | Chord v d dd second low high =>
      match nth v (area c) (None, None) with
      | (Some a, Some b) =>
          let w := on_the_way c None v in
          let at_low (s : bool) := sign c (substitute v (at_ a) f) s low in
          let at_high (s : bool) := sign c (substitute v (at_ b) f) s high in
          Nat.ltb v (count c) && Nat.ltb v (length (area c)) && closed (at_ a) && closed (at_ b)
          && is_defined (with_facts c (facts w)) f && is_defined w (derivative v f) && is_defined w d
          && is_defined w (derivative v d) && agree_in w (derivative v f) d
          && (natural (box w) (known w) false (TUn Neg (derivative v d))
              orelse (agree_in w (derivative v d) dd andthen sign w (TUn Neg dd) false second))
          && (if strict then
                if at_low true then at_high true orelse (open b andthen at_high false)
                else open a andthen at_low false andthen at_high true
              else at_low false andthen at_high false)
      | _ => false
      end
  | ExpTangent u v =>
      negb strict && is_defined c f && is_defined c u && is_defined c v
      && agree_in c f (TBin Sub (TUn Exp u) (TBin Mul (TUn Exp v) (TBin Add (TZ 1) (TBin Sub u v))))
  | LnTangent u v =>
      negb strict && is_defined c f && is_defined c (TUn Ln u) && natural (box c) (known c) true v
      && agree_in c f (TBin Sub (TBin Add (TBin Sub (TBin Div u v) (TZ 1)) (TUn Ln v)) (TUn Ln u))
  | EitherArm m first second =>
      match arms_of m with
      | Some (a, b) =>
          is_defined c f && sign c (exchanged m a f) strict first && sign c (exchanged m b f) strict second
      | None => false
      end
  | BeyondArm m upper =>
      match arms_of m with
      | Some (a, b) =>
          negb strict && is_defined c f && is_defined c m && agree_in c f (gap m (if upper then b else a))
      | None => false
      end
  | Image g greater lesser image r =>
      match order_conditions g greater lesser with
      | Some cs =>
          is_defined c f && is_defined c (TUn g greater) && is_defined c (TUn g lesser)
          && forallb (natural (box c) (known c) false) cs
          && agree_in c f (TBin Sub greater lesser) && agree_in c (TBin Sub (TUn g greater) (TUn g lesser)) image
          && sign c image strict r
      | None => false
      end
  | Halves v p below above =>
      let (l, h) := nth v (area c) (None, None) in
      let b := Some (Bound p false []) in
      Nat.ltb v (length (area c)) && sign (part c v (l, b)) f strict below && sign (part c v (b, h)) f strict above
  | Bisected depth ds =>
      forallb (fun x => Nat.ltb (fst x) (count c) && agree (derivative (fst x) f) (snd x)) ds
      && bisected depth (known c) (area c) f strict ds
  end
with product_of (c : context) (n : option (term * bool)) (fs : factors) {struct fs} : option (term * bool) :=
  match fs with
  | NoFactor => Some (TZ 1, true)
  | Times f fs =>
      match factor_of c n f with
      | Some (t, s) =>
          match product_of c n fs with Some (u, s') => Some (TBin Mul t u, s && s') | None => None end
      | None => None
      end
  end
with factor_of (c : context) (n : option (term * bool)) (f : factor) {struct f} : option (term * bool) :=
  match f with
  | Fact i =>
      match usable c i with
      | Some (t, KNonneg) => Some (t, false)
      | Some (t, KPos) => Some (t, true)
      | _ => None
      end
  | End v up => distance c v up
  | Negated => n
  | Square t => if is_defined c t then Some (TPow t 2, false) else None
  | Signed t strict r => if sign c t strict r then Some (t, strict) else None
  end
with sum_of (c : context) (n : option (term * bool)) (ts : summands) {struct ts} : option (term * bool) :=
  match ts with
  | NoTerm => Some (TZ 0, false)
  | Plus q fs ts =>
      if is_positive_rational q then
        match product_of c n fs with
        | Some (t, s) =>
            match sum_of c n ts with
            | Some (u, s') => Some (TBin Add (TBin Mul (rational q) t) u, s || s')
            | None => None
            end
        | None => None
        end
      else None
  end.

Scheme reason_ind' := Induction for reason Sort Prop
  with factors_ind' := Induction for factors Sort Prop
  with factor_ind' := Induction for factor Sort Prop
  with summands_ind' := Induction for summands Sort Prop.
Combined Scheme reasons_ind from reason_ind', factors_ind', factor_ind', summands_ind'.

(** * Growth along a variable *)

Lemma grows env v f (up : bool) e (s sf sl strict : bool) : (v < length env)%nat ->
  let x := nth v env 0 in
  (if up then x <= e else e <= x) ->
  (s = true -> e <> x) ->
  (forall y, (if up then x <= y < e else e < y <= x) -> defined (update env v y) f) ->
  (forall y, (if up then x < y < e else e < y < x) ->
     defined (update env v y) (derivative v f)
     /\ has_sign sl (if up then - value (update env v y) (derivative v f) else value (update env v y) (derivative v f))) ->
  defined (update env v e) f -> has_sign sf (value (update env v e) f) ->
  (strict = true -> sf = true \/ (sl = true /\ s = true)) ->
  defined env f /\ has_sign strict (value env f).
Proof.
  intros L x Hx Hs D S De F K.
  assert (Ee : update env v x = env) by apply update_self.
  assert (Dx : defined env f).
  { destruct (Req_dec e x) as [E|N]; [rewrite <- Ee, <- E; exact De|]. rewrite <- Ee. apply D. destruct up; lra. }
  split; [exact Dx|].
  assert (F0 : 0 <= value (update env v e) f) by (destruct sf; cbn in F; lra).
  destruct (Req_dec e x) as [E|N].
  { rewrite E, Ee in F. destruct strict; cbn; [|destruct sf; cbn in F; lra].
    destruct (K eq_refl) as [-> |[_ ->]]; [exact F | now elim Hs]. }
  assert (G : exists y, (if up then x < y < e else e < y < x)
    /\ value env f - value (update env v e) f = value (update env v y) (derivative v f) * (x - e)).
  { destruct up.
    - destruct (growth env v L f x e Hx) as [y [Hy Ey]].
      + intros z Hz. destruct (Req_dec z e) as [->|M]; [exact De | apply D; lra].
      + intros z Hz. now apply S.
      + exists y. split; [apply Hy; lra|]. rewrite Ee in Ey. lra.
    - destruct (growth env v L f e x Hx) as [y [Hy Ey]].
      + intros z Hz. destruct (Req_dec z e) as [->|M]; [exact De | apply D; lra].
      + intros z Hz. now apply S.
      + exists y. split; [apply Hy; lra|]. rewrite Ee in Ey. lra. }
  destruct G as [y [Hy Ey]]. destruct (S y Hy) as [_ Sy].
  set (d := value (update env v y) (derivative v f)) in *.
  assert (P : has_sign sl (d * (x - e))).
  { destruct up, sl; cbn in *; nra. }
  destruct strict; cbn.
  - destruct (K eq_refl) as [-> |[-> _]]; cbn in *; [destruct sl; cbn in P; lra | lra].
  - destruct sl; cbn in P; lra.
Qed.

Lemma on_the_way_spec c env keep v y : in_context c env -> Nat.ltb v (count c) = true ->
  Nat.ltb v (length (area c)) = true ->
  (forall f, In (Some f) (left_facts keep v 0 (facts c)) -> fact_holds (update env v y) f) ->
  lower_end_holds (opened (fst (nth v (area c) (None, None)))) y ->
  upper_end_holds (opened (snd (nth v (area c) (None, None)))) y ->
  in_context (on_the_way c keep v) (update env v y).
Proof.
  intros [C0 [C1 [C2 C3]]] V VA F Lo Hi. apply Nat.ltb_lt in V.
  unfold on_the_way. destruct (nth v (area c) (None, None)) as [l h] eqn:E. cbn [fst snd] in *.
  split; [|split; [|split]]; cbn.
  - now rewrite update_length.
  - intros w. rewrite nth_set_nth, nth_update by lia. destruct (Nat.eqb v w); [rewrite VA; split; assumption | apply C1].
  - now rewrite C2, box_of_set_nth.
  - exact F.
Qed.

Lemma left_facts_none v env y fs : (v < length env)%nat -> (forall f, In (Some f) fs -> fact_holds env f) ->
  forall i f, In (Some f) (left_facts None v i fs) -> fact_holds (update env v y) f.
Proof.
  intros L. induction fs as [|g fs IH]; intros H i f; cbn [left_facts]; [intros []|]. intros [E|E].
  - destruct g as [g|]; [|discriminate]. destruct (occurs v (fact_term g)) eqn:O; [discriminate|]. injection E as <-.
    destruct (H g (or_introl eq_refl)) as [A B]. split.
    + intros S. apply defined_update; auto.
    + intros D. rewrite value_update by assumption. apply B. now apply defined_update in D.
  - apply (IH (fun f Hf => H f (or_intror Hf)) (S i) f E).
Qed.

Lemma left_facts_same keep v env fs : (forall f, In (Some f) fs -> fact_holds env f) ->
  forall i f, In (Some f) (left_facts keep v i fs) -> fact_holds env f.
Proof.
  induction fs as [|g fs IH]; intros H i f; cbn [left_facts]; [intros []|]. intros [E|E].
  - destruct g as [g|]; [|discriminate]. pose proof (H g (or_introl eq_refl)) as [A B].
    destruct keep as [k|]; [destruct (Nat.eqb k i)|].
    + injection E as <-. split; [discriminate | exact B].
    + destruct (occurs v (fact_term g)); [discriminate|]. injection E as <-. now split.
    + destruct (occurs v (fact_term g)); [discriminate|]. injection E as <-. now split.
  - apply (IH (fun f Hf => H f (or_intror Hf)) (S i) f E).
Qed.

Lemma left_facts_keep k v env y fs : (v < length env)%nat -> (forall f, In (Some f) fs -> fact_holds env f) ->
  forall i f, (forall g, nth_error fs (k - i) = Some (Some g) -> (i <= k)%nat ->
     defined (update env v y) (fact_term g) -> kind_holds (fact_kind g) (value (update env v y) (fact_term g))) ->
  In (Some f) (left_facts (Some k) v i fs) -> fact_holds (update env v y) f.
Proof.
  intros L. induction fs as [|g fs IH]; intros H i f G; cbn [left_facts]; [intros []|]. intros [E|E].
  - destruct g as [g|]; [|discriminate]. destruct (Nat.eqb k i) eqn:K.
    + injection E as <-. apply Nat.eqb_eq in K. subst k. split; [discriminate|]. cbn. apply (G g); [|lia].
      now rewrite Nat.sub_diag.
    + destruct (occurs v (fact_term g)) eqn:O; [discriminate|]. injection E as <-.
      destruct (H g (or_introl eq_refl)) as [A B]. split.
      * intros S. apply defined_update; auto.
      * intros D. rewrite value_update by assumption. apply B. now apply defined_update in D.
  - apply (IH (fun f Hf => H f (or_intror Hf)) (S i) f); [|exact E]. intros g' N Le. apply G; [|lia].
    replace (k - i)%nat with (S (k - S i)) by lia. exact N.
Qed.

Lemma with_facts_spec c env fs : in_context c env -> (forall f, In (Some f) fs -> fact_holds env f) ->
  in_context (with_facts c fs) env.
Proof. intros [A [B [C _]]] F. exact (conj A (conj B (conj C F))). Qed.

(** Everything between an end of the region and a point of it lies in the region. *)
Lemma in_between c env v y : in_context c env -> Nat.ltb v (count c) = true ->
  lower_end_holds (fst (nth v (area c) (None, None))) y -> upper_end_holds (snd (nth v (area c) (None, None))) y ->
  (forall f, In (Some f) (facts c) -> fact_holds (update env v y) f) ->
  in_context c (update env v y).
Proof.
  intros [C0 [C1 [C2 C3]]] V Lo Hi F. apply Nat.ltb_lt in V. split; [|split; [|split]].
  - now rewrite update_length.
  - intros w. rewrite nth_update by lia. destruct (Nat.eqb v w) eqn:E; [|apply C1].
    apply Nat.eqb_eq in E. subst w. split; assumption.
  - exact C2.
  - exact F.
Qed.

(** * Soundness *)

Lemma part_spec c env v l h : in_context c env -> Nat.ltb v (length (area c)) = true ->
  lower_end_holds l (nth v env 0) -> upper_end_holds h (nth v env 0) -> in_context (part c v (l, h)) env.
Proof.
  intros [C0 [C1 [C2 C3]]] V Lo Hi. split; [exact C0|]. split; [|split; [cbn; now rewrite C2, box_of_set_nth | exact C3]].
  intros w. cbn [part area]. rewrite nth_set_nth, V. destruct (Nat.eqb v w) eqn:E; [|apply C1].
  apply Nat.eqb_eq in E. subst w. split; assumption.
Qed.

(** Strictly between the two ends of a variable: what is left of the facts holds there. *)
Lemma between_two_ends c env v a b y : in_context c env -> Nat.ltb v (count c) = true ->
  Nat.ltb v (length (area c)) = true -> nth v (area c) (None, None) = (Some a, Some b) ->
  value [] (at_ a) < y < value [] (at_ b) ->
  in_context (with_facts c (facts (on_the_way c None v))) (update env v y)
  /\ in_context (on_the_way c None v) (update env v y).
Proof.
  intros C V VA E H. assert (L : (v < length env)%nat) by (rewrite (proj1 C); now apply Nat.ltb_lt).
  assert (F : forall f, In (Some f) (left_facts None v 0 (facts c)) -> fact_holds (update env v y) f).
  { intros f. apply left_facts_none; [exact L | apply C]. }
  assert (W : facts (on_the_way c None v) = left_facts None v 0 (facts c)) by (unfold on_the_way; now rewrite E).
  split.
  - rewrite W. apply in_between; [apply with_facts_spec; [exact C|] | exact V | | |].
    + intros g. apply left_facts_same. apply C.
    + cbn. rewrite E. cbn. destruct (open a); lra.
    + cbn. rewrite E. cbn. destruct (open b); lra.
    + cbn. exact F.
  - apply on_the_way_spec; try assumption; rewrite E; cbn; lra.
Qed.

Definition shown (env : environment) (t : term) (s : bool) : Prop := defined env t /\ has_sign s (value env t).

Definition negation_shown (env : environment) (n : option (term * bool)) : Prop :=
  match n with Some (t, s) => shown env t s | None => True end.

Lemma natural_shown c env strict t : in_context c env -> natural (box c) (known c) strict t = true -> shown env t strict.
Proof.
  intros [_ [A [B F]]]. apply natural_spec; [rewrite B; now apply box_of_spec | now apply known_spec].
Qed.

Lemma simple_spec c env t : in_context c env -> defined env t -> defined env (simple c t) /\ value env (simple c t) = value env t.
Proof.
  intros C D. unfold simple. apply simplified_spec; [|exact D]. intros s u H. exact (proj2 (natural_shown c env s u C H)).
Qed.

(** Coq's kernel would otherwise try to compute with them when it compares types. *)
Opaque vanishes simplified normal.

Lemma also_vanishes_spec t u : also_vanishes t u = true -> vanishes u = true.
Proof. unfold also_vanishes. destruct (same t u); [discriminate | auto]. Qed.

Lemma vanishes_in_spec c env t : in_context c env -> defined env t -> vanishes_in c t = true -> value env t = 0.
Proof.
  intros C D H. unfold vanishes_in in H. destruct (simple_spec c env t C D) as [Ds Vs].
  destruct (vanishes t) eqn:E; [exact (vanishes_spec env t D E)|]. rewrite <- Vs.
  exact (vanishes_spec env _ Ds (also_vanishes_spec _ _ H)).
Qed.

Lemma agree_in_spec c env s t : in_context c env -> defined env s -> defined env t -> agree_in c s t = true ->
  value env s = value env t.
Proof.
  intros C Ds Dt H. unfold agree_in in H. destruct (same s t) eqn:E; [apply same_eq in E; now subst|].
  apply (vanishes_in_spec c env) in H; [cbn in H; lra | exact C | cbn; tauto].
Qed.

Lemma exact_shown c env strict f : in_context c env -> exact c strict f = true -> shown env f strict.
Proof.
  intros C H. unfold exact in H. apply andb_true_iff in H. destruct H as [D H].
  apply (is_defined_spec c env _ C) in D. split; [exact D|]. rewrite !orb_true_iff in H. destruct H as [[H|H]|H].
  - apply andb_true_iff in H. destruct H as [S H]. destruct strict; [discriminate|]. unfold has_sign.
    rewrite (vanishes_in_spec c env f C D H). lra.
  - apply (natural_shown c env) in H; [|exact C]. destruct (normalised_spec env f D) as [V _]. rewrite <- V. apply H.
  - apply (natural_shown c env) in H; [|exact C]. destruct (simple_spec c env f C D) as [_ V]. rewrite <- V. apply H.
Qed.

Lemma sum_of_equalities_spec c env es : in_context c env -> forall z, sum_of_equalities c es = Some z ->
  defined env z /\ value env z = 0.
Proof.
  intros C. induction es as [|[i g] es IH]; cbn [sum_of_equalities]; intros z.
  - injection 1 as <-. split; [exact I | reflexivity].
  - destruct (usable c i) as [[t []]|] eqn:U; try discriminate. destruct (is_defined c g) eqn:D; [|discriminate].
    destruct (sum_of_equalities c es) as [s|]; [|discriminate]. injection 1 as <-. destruct (IH s eq_refl) as [Ds Vs].
    destruct (usable_spec c env _ _ _ C U) as [Dt Vt]. apply (is_defined_spec c env _ C) in D. cbn in *.
    split; [tauto|]. rewrite Vt, Vs. ring.
Qed.

Lemma positive_rational q : is_positive_rational q = true -> 0 < Q2R q.
Proof.
  unfold is_positive_rational. intros H. apply Z.ltb_lt, IZR_lt in H. unfold Q2R.
  apply Rmult_lt_0_compat; [exact H | apply Rinv_0_lt_compat, IZR_lt; lia].
Qed.

Lemma rational_defined env q : defined env (rational q).
Proof. unfold rational. destruct (Pos.eqb (Qden q) 1); exact I. Qed.

Lemma split_strict (strict a b o d e : bool) :
  (if strict then (a andthen b) orelse (o andthen d andthen e) else d andthen b) = true ->
  exists sf sl : bool, (if sf then a else d) = true /\ (if sl then e else b) = true
    /\ (strict = true -> sf = true \/ (sl = true /\ o = true)).
Proof.
  destruct strict; intros H.
  - destruct (a && b) eqn:F.
    + apply andb_true_iff in F. exists true, false. tauto.
    + assert (G : o && d && e = true) by (destruct a, b; first [exact H | discriminate F]).
      rewrite !andb_true_iff in G. exists false, true. tauto.
  - change (d && b = true) in H. apply andb_true_iff in H. exists false, false. intuition discriminate.
Qed.

Lemma end_weak_between (l h : option bound) (up : bool) (b : bound) x y :
  lower_end_holds l x -> upper_end_holds h x -> (if up then h else l) = Some b ->
  (if up then x < y < value [] (at_ b) else value [] (at_ b) < y < x) ->
  lower_end_holds (opened l) y /\ upper_end_holds (opened h) y.
Proof.
  intros L U E H. destruct up; subst; cbn in *.
  - split; [|lra]. destruct l as [b'|]; cbn in *; [destruct (open b'); lra | exact I].
  - split; [lra|]. destruct h as [b'|]; cbn in *; [destruct (open b'); lra | exact I].
Qed.

Theorem sign_spec :
  (forall r c env f strict, in_context c env -> sign c f strict r = true -> shown env f strict)
  /\ (forall fs c env n t s, in_context c env -> negation_shown env n -> product_of c n fs = Some (t, s) -> shown env t s)
  /\ (forall f c env n t s, in_context c env -> negation_shown env n -> factor_of c n f = Some (t, s) -> shown env t s)
  /\ (forall ts c env n t s, in_context c env -> negation_shown env n -> sum_of c n ts = Some (t, s) -> shown env t s).
Proof.
  apply reasons_ind.
  - (* Natural *)
    intros c env f strict C H. cbn [sign] in H. change (natural (box c) (known c) strict f || exact c strict f = true) in H.
    apply orb_true_iff in H. destruct H as [H|H]; [now apply (natural_shown c env) | now apply (exact_shown c env)].
  - (* Exact *)
    intros c env f strict C H. now apply (exact_shown c env).
  - (* Rewrite *)
    intros g r IH c env f strict C H. cbn [sign] in H. rewrite !andb_true_iff in H. destruct H as [[D A] H].
    apply (is_defined_spec c env _ C) in D. destruct (IH c env g strict C H) as [Dg Sg]. split; [exact D|].
    now rewrite (agree_in_spec c env f g C D Dg A).
  - (* Collapse *)
    intros v up d slope IHs face IHf c env f strict C H. cbn [sign] in H.
    pose proof (proj1 (proj2 C) v) as [Lo Hi].
    destruct (nth v (area c) (None, None)) as [l h] eqn:E. cbn [fst snd] in Lo, Hi.
    destruct (if up then h else l) as [b|] eqn:B; [|discriminate].
    rewrite !andb_true_iff in H. destruct H as [[[[[V VA] K] Df] Dd] H].
    set (w := on_the_way c None v) in *. set (e := value [] (at_ b)).
    assert (Ee : value env (at_ b) = e) by now apply closed_value.
    assert (L : (v < length env)%nat) by (rewrite (proj1 C); now apply Nat.ltb_lt).
    set (x := nth v env 0) in *.
    assert (Hx : if up then x <= e else e <= x).
    { destruct up; subst; [apply upper_weak in Hi; exact Hi | apply lower_weak in Lo; exact Lo]. }
    destruct (split_strict _ _ _ _ _ _ H) as [sf [sl [Hf [Hs Hst]]]].
    assert (Hf' : sign c (substitute v (at_ b) f) sf face = true) by (destruct sf; exact Hf).
    assert (Hs' : natural (box w) (known w) sl (if up then TUn Neg (derivative v f) else derivative v f)
      || (agree_in w (derivative v f) d && sign w (if up then TUn Neg d else d) sl slope) = true) by (destruct sl; exact Hs).
    destruct (IHf c env _ sf C Hf') as [De Se]. apply (defined_substitute env v) in De; [|exact L].
    rewrite value_substitute in Se by exact L. rewrite Ee in De, Se.
    assert (Facts : forall y f, In (Some f) (left_facts None v 0 (facts c)) -> fact_holds (update env v y) f).
    { intros y g. apply left_facts_none; [exact L | apply C]. }
    apply (grows env v f up e (open b) sf sl strict L Hx); try assumption.
    + intros O Ex. fold x in Ex. destruct up; subst; cbn in Lo, Hi; rewrite O in *; unfold e in Ex; lra.
    + intros y Hy. apply (is_defined_spec (with_facts c (facts w))); [|exact Df].
      replace (facts w) with (left_facts None v 0 (facts c)) by (unfold w, on_the_way; now rewrite E).
      apply in_between; [apply with_facts_spec; [exact C|] | exact V | | |].
      * intros g. apply left_facts_same. apply C.
      * cbn. rewrite E. cbn. fold x in Hy. destruct up; subst; cbn in *.
        -- destruct l as [b'|]; cbn in *; [destruct (open b'); lra | exact I].
        -- unfold e in Hy. destruct (open b); lra.
      * cbn. rewrite E. cbn. fold x in Hy. destruct up; subst; cbn in *.
        -- unfold e in Hy. destruct (open b); lra.
        -- destruct h as [b'|]; cbn in *; [destruct (open b'); lra | exact I].
      * cbn. apply Facts.
    + intros y Hy. fold x in Hy. destruct (end_weak_between l h up b x y Lo Hi B Hy) as [Ly Uy].
      assert (W : in_context w (update env v y)).
      { apply on_the_way_spec; try assumption; [apply Facts | rewrite E; exact Ly | rewrite E; exact Uy]. }
      apply (is_defined_spec w _ _ W) in Dd. split; [exact Dd|].
      apply orb_true_iff in Hs'. destruct Hs' as [Hs'|Hs'].
      * apply (natural_shown w _ _ _ W) in Hs'. destruct Hs' as [_ St]. destruct up; exact St.
      * apply andb_true_iff in Hs'. destruct Hs' as [A Hs']. destruct (IHs w _ _ sl W Hs') as [Dt St].
        assert (D' : defined (update env v y) d) by (destruct up; [apply Dt | exact Dt]).
        rewrite (agree_in_spec w _ _ _ W Dd D' A). destruct up; exact St.
  - (* Slide *)
    intros i v up k t d slope IHs face IHf c env f strict C H. cbn [sign] in H.
    destruct (nth_error (facts c) i) as [[g|]|] eqn:Eg; try discriminate.
    rewrite !andb_true_iff in H.
    destruct H as [[[[[[[[[[[Kg Sg] Kk] Ag] Ot] Dt] Wt] V] VA] Df] Dd] H].
    set (w := on_the_way c (Some i) v) in *. set (e := value env t).
    assert (L : (v < length env)%nat) by (rewrite (proj1 C); now apply Nat.ltb_lt).
    apply negb_true_iff in Ot. apply (is_defined_spec c env _ C) in Dt.
    pose proof (proj1 (proj2 C) v) as [Lo Hi]. set (x := nth v env 0) in *.
    apply positive_rational in Kk.
    assert (Gy : forall y, defined (update env v y) (fact_term g) ->
      value (update env v y) (fact_term g) = Q2R k * (if up then e - y else y - e)).
    { intros y Dg. rewrite (agree_spec _ _ _ Dg) with (2 := Ag).
      - cbn [value binary_value]. rewrite rational_value. f_equal. destruct up; cbn [value binary_value];
          rewrite (value_update env v y t L Ot), nth_update, Nat.eqb_refl by exact L; reflexivity.
      - cbn [defined binary_domain]. split; [apply rational_defined|]. split; [|exact I].
        destruct up; cbn [defined binary_domain]; repeat split; now apply defined_update. }
    assert (Hg : kind_holds (fact_kind g) (Q2R k * (if up then e - x else x - e))).
    { assert (U : usable c i = Some (fact_term g, fact_kind g)).
      { unfold usable. now rewrite Eg, Sg. }
      destruct (usable_spec c env _ _ _ C U) as [Dg Vg]. rewrite <- (update_self env v) in Dg, Vg.
      fold x in Dg, Vg. rewrite (Gy x Dg) in Vg. exact Vg. }
    assert (Hx : if up then x <= e else e <= x).
    { destruct (fact_kind g); try discriminate; destruct up; cbn in Hg; nra. }
    destruct (split_strict _ _ _ _ _ _ H) as [sf [sl [Hf [Hs Hst]]]].
    assert (Hf' : sign c (substitute v t f) sf face = true) by (destruct sf; exact Hf).
    assert (Hs' : natural (box w) (known w) sl (if up then TUn Neg (derivative v f) else derivative v f)
      || (agree_in w (derivative v f) d && sign w (if up then TUn Neg d else d) sl slope) = true) by (destruct sl; exact Hs).
    destruct (IHf c env _ sf C Hf') as [De Se]. apply (defined_substitute env v) in De; [|exact L].
    rewrite value_substitute in Se by exact L. fold e in De, Se.
    assert (Facts : forall y, (if up then x <= y <= e else e <= y <= x) ->
      (fact_kind g = KPos -> y <> e) ->
      forall f, In (Some f) (left_facts (Some i) v 0 (facts c)) -> fact_holds (update env v y) f).
    { intros y Hy Ny f0. apply left_facts_keep; [exact L | apply C|]. rewrite Nat.sub_0_r. intros g' Eg' _ Dg.
      rewrite Eg in Eg'. injection Eg' as <-. rewrite (Gy y Dg).
      destruct (fact_kind g); try discriminate; destruct up; cbn in *; try nra;
        specialize (Ny eq_refl); apply Rmult_lt_0_compat; lra. }
    (* The bound is within the region. *)
    assert (In : if up then match snd (nth v (area c) (None, None)) with Some b => e <= value [] (at_ b) | None => True end
                 else match fst (nth v (area c) (None, None)) with Some b => value [] (at_ b) <= e | None => True end).
    { unfold within_end in Wt. destruct up.
      - destruct (snd (nth v (area c) (None, None))) as [b|] eqn:Eb; [|exact I].
        apply andb_true_iff in Wt. destruct Wt as [Kb Wt]. rewrite <- (closed_value env [] (at_ b) Kb).
        apply orb_true_iff in Wt. destruct Wt as [Wt|Wt]; [apply orb_true_iff in Wt; destruct Wt as [Wt|Wt]|].
        + apply same_eq in Wt. rewrite <- Wt. apply Rle_refl.
        + apply (natural_shown c env) in Wt; [|exact C]. destruct Wt as [_ Wt]. cbn in Wt. unfold e. lra.
        + destruct t; try discriminate. unfold same_end in Wt.
          destruct (snd (nth v0 (area c) (None, None))) as [b'|] eqn:Eb'; [|discriminate].
          apply same_eq in Wt. pose proof (proj2 (proj1 (proj2 C) v0)) as U. rewrite Eb' in U. apply upper_weak in U.
          rewrite Wt in U. rewrite (closed_value env [] (at_ b) Kb). exact U.
      - destruct (fst (nth v (area c) (None, None))) as [b|] eqn:Eb; [|exact I].
        apply andb_true_iff in Wt. destruct Wt as [Kb Wt]. rewrite <- (closed_value env [] (at_ b) Kb).
        apply orb_true_iff in Wt. destruct Wt as [Wt|Wt]; [apply orb_true_iff in Wt; destruct Wt as [Wt|Wt]|].
        + apply same_eq in Wt. rewrite <- Wt. apply Rle_refl.
        + apply (natural_shown c env) in Wt; [|exact C]. destruct Wt as [_ Wt]. cbn in Wt. unfold e. lra.
        + destruct t; try discriminate. unfold same_end in Wt.
          destruct (fst (nth v0 (area c) (None, None))) as [b'|] eqn:Eb'; [|discriminate].
          apply same_eq in Wt. pose proof (proj1 (proj1 (proj2 C) v0)) as U. rewrite Eb' in U. apply lower_weak in U.
          rewrite Wt in U. rewrite (closed_value env [] (at_ b) Kb). exact U. }
    destruct (nth v (area c) (None, None)) as [l h] eqn:E. cbn [fst snd] in *.
    apply (grows env v f up e (match fact_kind g with KPos => true | _ => false end) sf sl strict L Hx); try assumption.
    + intros O Ex. destruct (fact_kind g); try discriminate. cbn in Hg. fold x in Ex. destruct up; rewrite Ex in Hg; nra.
    + intros y Hy. fold x in Hy. apply (is_defined_spec (with_facts c (facts w))); [|exact Df].
      replace (facts w) with (left_facts (Some i) v 0 (facts c)) by (unfold w, on_the_way; now rewrite E).
      apply in_between; [apply with_facts_spec; [exact C|] | exact V | | |].
      * intros g'. apply left_facts_same. apply C.
      * cbn. rewrite E. cbn. destruct up; destruct l as [b'|]; cbn in *; try exact I; destruct (open b'); lra.
      * cbn. rewrite E. cbn. destruct up; destruct h as [b'|]; cbn in *; try exact I; destruct (open b'); lra.
      * cbn. apply Facts; [destruct up; lra | intros _; destruct up; lra].
    + intros y Hy. fold x in Hy.
      assert (W : in_context w (update env v y)).
      { apply on_the_way_spec; try assumption.
        - apply Facts; [destruct up; lra | intros _; destruct up; lra].
        - rewrite E. cbn. destruct up; destruct l as [b'|]; cbn in *; try exact I; try destruct (open b'); lra.
        - rewrite E. cbn. destruct up; destruct h as [b'|]; cbn in *; try exact I; try destruct (open b'); lra. }
      apply (is_defined_spec w _ _ W) in Dd. split; [exact Dd|].
      apply orb_true_iff in Hs'. destruct Hs' as [Hs'|Hs'].
      * apply (natural_shown w _ _ _ W) in Hs'. destruct Hs' as [_ St]. destruct up; exact St.
      * apply andb_true_iff in Hs'. destruct Hs' as [A Hs']. destruct (IHs w _ _ sl W Hs') as [Dsl St].
        assert (D' : defined (update env v y) d) by (destruct up; [apply Dsl | exact Dsl]).
        rewrite (agree_in_spec w _ _ _ W Dd D' A). destruct up; exact St.
  - (* Product *)
    intros m IHm ts IHt es c env f strict C H. cbn [sign] in H. apply andb_true_iff in H. destruct H as [D H].
    apply (is_defined_spec c env _ C) in D. split; [exact D|].
    destruct (product_of c None m) as [[t []]|] eqn:Em; try discriminate.
    destruct (sum_of c None ts) as [[s p]|] eqn:Et; [|discriminate].
    destruct (sum_of_equalities c es) as [z|] eqn:Ez; [|discriminate]. apply andb_true_iff in H. destruct H as [P H].
    destruct (IHm c env None t true C I Em) as [Dm Sm]. destruct (IHt c env None s p C I Et) as [Ds Ss].
    destruct (sum_of_equalities_spec c env es C z Ez) as [Dz Vz].
    apply (vanishes_in_spec c env) in H; [|exact C | cbn; tauto]. cbn [value binary_value] in H. rewrite Vz in H. cbn in Sm.
    assert (E : value env f * value env t = value env s) by lra.
    destruct strict; cbn.
    + destruct p; [|discriminate]. cbn in Ss. apply Rmult_lt_reg_r with (value env t); [exact Sm|]. lra.
    + apply Rmult_le_reg_r with (value env t); [exact Sm|]. destruct p; cbn in Ss; lra.
  - (* Contradiction *)
    intros ts IHt es c env f strict C H. cbn [sign] in H. apply andb_true_iff in H. destruct H as [D H].
    apply (is_defined_spec c env _ C) in D. split; [exact D|].
    destruct (sum_of c (Some (TUn Neg f, negb strict)) ts) as [[s []]|] eqn:Et; try discriminate.
    destruct (sum_of_equalities c es) as [z|] eqn:Ez; [|discriminate].
    destruct (sum_of_equalities_spec c env es C z Ez) as [Dz Vz].
    assert (N : ~ has_sign strict (value env f) -> False).
    { intros N. assert (Nn : negation_shown env (Some (TUn Neg f, negb strict))).
      { split; [split; [exact D | exact I]|]. cbn [value unary_value]. destruct strict; unfold has_sign in *; cbn [negb]; lra. }
      destruct (IHt c env _ s true C Nn Et) as [Ds Ss]. unfold has_sign in Ss.
      apply (vanishes_in_spec c env) in H; [|exact C | exact (conj Ds (conj Dz I))]. cbn [value binary_value] in H. lra. }
    clear H. destruct strict; unfold has_sign in *.
    + destruct (Rlt_or_le 0 (value env f)) as [P|P]; [exact P|]. elim N. lra.
    + destruct (Rle_or_lt 0 (value env f)) as [P|P]; [exact P|]. elim N. lra.
  - (* Chord *)
    intros v d dd second IHs low IHl high IHh c env f strict C H. cbn [sign] in H.
    pose proof (proj1 (proj2 C) v) as [Lo Hi].
    destruct (nth v (area c) (None, None)) as [[a|] [b|]] eqn:E; try discriminate. cbn [fst snd] in Lo, Hi.
    rewrite !andb_true_iff in H. destruct H as [[[[[[[[[[V VA] Ka] Kb] Df] D1] Dd] D2] Ag] S2] S].
    set (w := on_the_way c None v) in *. set (x := nth v env 0) in *.
    set (p := value [] (at_ a)). set (q := value [] (at_ b)).
    assert (L : (v < length env)%nat) by (rewrite (proj1 C); now apply Nat.ltb_lt).
    pose proof (lower_weak _ _ Lo) as Lo'. pose proof (upper_weak _ _ Hi) as Hi'. cbn in Lo', Hi'. fold p in Lo'. fold q in Hi'.
    assert (Low : forall s, sign c (substitute v (at_ a) f) s low = true -> shown (update env v p) f s).
    { intros s K. destruct (IHl c env _ s C K) as [Da Sa]. apply (defined_substitute env v) in Da; [|exact L].
      rewrite value_substitute in Sa by exact L. rewrite (closed_value env [] _ Ka) in Da, Sa. now split. }
    assert (High : forall s, sign c (substitute v (at_ b) f) s high = true -> shown (update env v q) f s).
    { intros s K. destruct (IHh c env _ s C K) as [Db Sb]. apply (defined_substitute env v) in Db; [|exact L].
      rewrite value_substitute in Sb by exact L. rewrite (closed_value env [] _ Kb) in Db, Sb. now split. }
    assert (Ends : exists sa sb, shown (update env v p) f sa /\ shown (update env v q) f sb
      /\ (strict = true -> (sa = true \/ (sb = true /\ open a = true)) /\ (sb = true \/ (sa = true /\ open b = true)))).
    { destruct strict.
      - destruct (sign c _ true low) eqn:K.
        + destruct (sign c (substitute v (at_ b) f) true high) eqn:K'.
          * exists true, true. auto.
          * destruct (open b) eqn:O; [|discriminate]. exists true, false. auto 6.
        + destruct (open a) eqn:O; [|discriminate]. destruct (sign c _ false low) eqn:K'; [|discriminate].
          exists false, true. auto 6.
      - destruct (sign c _ false low) eqn:K; [|discriminate]. exists false, false.
        split; [auto|]. split; [auto | discriminate]. }
    destruct Ends as [sa [sb [[Da Sa] [[Db Sb] St]]]].
    assert (Way : forall y, p < y < q -> in_context (with_facts c (facts w)) (update env v y) /\ in_context w (update env v y)).
    { intros y Hy. now apply between_two_ends with a b. }
    assert (Def : forall y, p <= y <= q -> defined (update env v y) f).
    { intros y Hy. destruct (Req_dec y p) as [->|Np]; [exact Da|]. destruct (Req_dec y q) as [->|Nq]; [exact Db|].
      apply (is_defined_spec (with_facts c (facts w))); [apply Way; lra | exact Df]. }
    assert (G : value (update env v p) f * (q - x) + value (update env v q) f * (x - p) <= value (update env v x) f * (q - p)).
    { apply (above_chord env v L f d p q x); [lra | exact Def|]. intros y Hy. destruct (Way y Hy) as [_ W].
      apply (is_defined_spec w _ _ W) in D1. apply (is_defined_spec w _ _ W) in Dd. apply (is_defined_spec w _ _ W) in D2.
      split; [exact D1|]. split; [now apply (agree_in_spec w _ _ _ W D1 Dd)|]. split; [exact Dd|]. split; [exact D2|].
      destruct (natural (box w) (known w) false _) eqn:N.
      - apply (natural_shown w _ _ _ W) in N. destruct N as [_ N]. cbn in N. lra.
      - destruct (agree_in w (derivative v d) dd) eqn:A; [|discriminate]. destruct (IHs w _ _ false W S2) as [D3 S3].
        cbn in D3, S3. rewrite (agree_in_spec w _ _ _ W D2 (proj1 D3) A). lra. }
    assert (Self : update env v x = env) by apply update_self. split; [rewrite <- Self; apply Def; lra|].
    rewrite Self in G. unfold shown in *.
    assert (Xa : open a = true -> p < x) by (intros O; cbn in Lo; rewrite O in Lo; exact Lo).
    assert (Xb : open b = true -> x < q) by (intros O; cbn in Hi; rewrite O in Hi; exact Hi).
    assert (Wa : 0 <= value (update env v p) f) by (destruct sa; cbn in Sa; lra).
    assert (Wb : 0 <= value (update env v q) f) by (destruct sb; cbn in Sb; lra).
    destruct (Req_dec p q) as [Pq|Pq].
    + assert (Ex : x = p) by lra. assert (Fx : value (update env v p) f = value env f) by (rewrite <- Ex; now rewrite Self).
      rewrite <- Fx. destruct strict; [|exact Wa]. destruct (St eq_refl) as [[-> |[-> O]] _]; [exact Sa|].
      specialize (Xa O). lra.
    + assert (P : 0 < q - p) by lra. destruct strict; cbn [has_sign].
      * apply Rmult_lt_reg_r with (q - p); [exact P|]. rewrite Rmult_0_l. eapply Rlt_le_trans; [|exact G].
        destruct (St eq_refl) as [A B]. destruct (Req_dec x p) as [Ex|Nx].
        -- destruct A as [-> |[_ O]]; [|specialize (Xa O); lra]. cbn in Sa.
           assert (0 < value (update env v p) f * (q - x)) by (apply Rmult_lt_0_compat; lra). nra.
        -- destruct B as [-> |[-> O]]; cbn in *.
           ++ assert (0 < value (update env v q) f * (x - p)) by (apply Rmult_lt_0_compat; lra). nra.
           ++ specialize (Xb O). assert (0 < value (update env v p) f * (q - x)) by (apply Rmult_lt_0_compat; lra). nra.
      * apply Rmult_le_reg_r with (q - p); [exact P|]. rewrite Rmult_0_l. eapply Rle_trans; [|exact G]. nra.
  - (* ExpTangent *)
    intros u v c env f strict C H. cbn [sign] in H. rewrite !andb_true_iff in H. destruct H as [[[[N D] Du] Dv] A].
    apply (is_defined_spec c env _ C) in D. apply (is_defined_spec c env _ C) in Du. apply (is_defined_spec c env _ C) in Dv.
    split; [exact D|]. destruct strict; [discriminate|]. rewrite (agree_in_spec c env f _ C D) with (2 := A) by (cbn; tauto).
    cbn. pose proof (exp_above_tangent (value env u) (value env v)). lra.
  - (* LnTangent *)
    intros u v c env f strict C H. cbn [sign] in H. rewrite !andb_true_iff in H. destruct H as [[[[N D] Du] Dv] A].
    apply (is_defined_spec c env _ C) in D. apply (is_defined_spec c env _ C) in Du. apply (natural_shown c env) in Dv; [|exact C].
    destruct Dv as [Dv Pv], Du as [Du Pu]. cbn in Pv, Pu.
    split; [exact D|]. destruct strict; [discriminate|]. rewrite (agree_in_spec c env f _ C D) with (2 := A).
    + cbn. pose proof (ln_below_tangent (value env u) (value env v) Pu Pv). lra.
    + cbn. assert (value env v <> 0) by lra. tauto.
  - (* EitherArm *)
    intros m r1 IH1 r2 IH2 c env f strict C H. cbn [sign] in H. destruct (arms_of m) as [[a b]|] eqn:M; [|discriminate].
    rewrite !andb_true_iff in H. destruct H as [[D S1] S2]. apply (is_defined_spec c env _ C) in D. split; [exact D|].
    destruct (IH1 c env _ strict C S1) as [_ V1]. destruct (IH2 c env _ strict C S2) as [_ V2].
    destruct (arms_of_cases env m a b M) as [K|K]; [rewrite value_exchanged in V1 by congruence; exact V1
                                                  | rewrite value_exchanged in V2 by congruence; exact V2].
  - (* BeyondArm *)
    intros m upper c env f strict C H. cbn [sign] in H. destruct (arms_of m) as [[a b]|] eqn:M; [|discriminate].
    rewrite !andb_true_iff in H. destruct H as [[[N D] Dm] A].
    apply (is_defined_spec c env _ C) in D. apply (is_defined_spec c env _ C) in Dm. split; [exact D|].
    destruct strict; [discriminate|]. destruct (arms_of_defined env m a b M Dm). destruct (gap_nonnegative env m a b M).
    rewrite (agree_in_spec c env f _ C D) with (2 := A); [now destruct upper|]. apply gap_defined; [exact Dm | now destruct upper].
  - (* Image *)
    intros g greater lesser image r IH c env f strict C H. cbn [sign] in H.
    destruct (order_conditions g greater lesser) as [cs|] eqn:O; [|discriminate].
    rewrite !andb_true_iff in H. destruct H as [[[[[[D Dg] Dl] K] A] B] S].
    apply (is_defined_spec c env _ C) in D. apply (is_defined_spec c env _ C) in Dg. apply (is_defined_spec c env _ C) in Dl.
    destruct (IH c env image strict C S) as [Di Si]. split; [exact D|].
    rewrite (agree_in_spec c env f _ C D) with (2 := A); [|pose proof (proj1 Dg); pose proof (proj1 Dl); cbn; tauto].
    apply (order_of_images env g greater lesser cs strict O); [|exact Dg | exact Dl|].
    + intros e He. rewrite forallb_forall in K. specialize (K e He). apply (natural_shown c env) in K; [|exact C]. apply K.
    + rewrite <- (agree_in_spec c env _ image C) with (3 := B) in Si; [exact Si | exact (conj Dg (conj Dl I)) | exact Di].
  - (* Halves *)
    intros v p below IHb above IHa c env f strict C H. cbn [sign] in H.
    pose proof (proj1 (proj2 C) v) as [Lo Hi]. destruct (nth v (area c) (None, None)) as [l h]. cbn [fst snd] in Lo, Hi.
    rewrite !andb_true_iff in H. destruct H as [[V B] A].
    destruct (Rle_or_lt (nth v env 0) (value [] p)) as [K|K].
    + apply (IHb _ env f strict) with (2 := B). now apply part_spec.
    + apply (IHa _ env f strict) with (2 := A). apply part_spec; auto. cbn. lra.
  - (* Bisected *)
    intros depth ds c env f strict C H. cbn [sign] in H. apply andb_true_iff in H. destruct H as [F H].
    apply (bisected_spec depth (known c) (area c) f strict ds env) with (4 := H).
    + intros v d K. rewrite forallb_forall in F. specialize (F (v, d) K). apply andb_true_iff in F. cbn [fst snd] in F.
      destruct F as [V A]. split; [now rewrite (proj1 C)|]. intros e D1 D2. now apply (agree_spec e).
    + apply known_spec. apply C.
    + apply C.
  - (* NoFactor *)
    intros c env n t s C N. cbn [product_of]. injection 1 as <- <-. split; [exact I | cbn; lra].
  - (* Times *)
    intros f IHf fs IHfs c env n t s C N. cbn [product_of].
    destruct (factor_of c n f) as [[t1 s1]|] eqn:E1; [|discriminate].
    destruct (product_of c n fs) as [[t2 s2]|] eqn:E2; [|discriminate]. injection 1 as <- <-.
    destruct (IHf c env n t1 s1 C N E1) as [D1 V1]. destruct (IHfs c env n t2 s2 C N E2) as [D2 V2].
    split; [cbn; tauto|]. cbn [value binary_value].
    destruct s1, s2; cbn in *; [now apply Rmult_lt_0_compat | | |]; apply Rmult_le_pos; lra.
  - (* Fact *)
    intros i c env n t s C N. cbn [factor_of]. destruct (usable c i) as [[u k]|] eqn:U; [|discriminate].
    destruct (usable_spec c env _ _ _ C U) as [D V].
    destruct k; try discriminate; injection 1 as <- <-; split; assumption.
  - (* End *)
    intros v up c env n t s C N H. exact (distance_spec c env v up t s C H).
  - (* Negated *)
    intros c env n t s C N. cbn [factor_of]. intros ->. exact N.
  - (* Square *)
    intros u c env n t s C N. cbn [factor_of]. destruct (is_defined c u) eqn:D; [|discriminate]. injection 1 as <- <-.
    apply (is_defined_spec c env _ C) in D. split; [exact D | apply pow2_ge_0].
  - (* Signed *)
    intros u strict r IH c env n t s C N. cbn [factor_of]. destruct (sign c u strict r) eqn:S; [|discriminate].
    injection 1 as <- <-. now apply IH with c.
  - (* NoTerm *)
    intros c env n t s C N. cbn [sum_of]. injection 1 as <- <-. split; [exact I | cbn; lra].
  - (* Plus *)
    intros q fs IHfs ts IHts c env n t s C N. cbn [sum_of]. destruct (is_positive_rational q) eqn:Q0; [|discriminate].
    apply positive_rational in Q0.
    destruct (product_of c n fs) as [[t1 s1]|] eqn:E1; [|discriminate].
    destruct (sum_of c n ts) as [[t2 s2]|] eqn:E2; [|discriminate]. injection 1 as <- <-.
    destruct (IHfs c env n t1 s1 C N E1) as [D1 V1]. destruct (IHts c env n t2 s2 C N E2) as [D2 V2].
    split; [cbn; pose proof (rational_defined env q); tauto|]. cbn [value binary_value]. rewrite rational_value.
    destruct s1, s2; cbn in *; nra.
Qed.
